import type { WebhookUrls } from '../webhookUrls';

/**
 * Where a subscription points, seen from one node: `here` is one of its URLs. `moved` has the same path on another
 * origin, so the node subscribed it before n8n's address changed, or a copy of the node did. `elsewhere` belongs to
 * another node or tool.
 */
export type Place = 'here' | 'moved' | 'elsewhere';

/** Returns where a subscription with this URL points (docs/decisions/0011-moved-urls.md). */
export function placeOf(address: string, { all }: WebhookUrls): Place {
	const own = Object.values(all);
	if (own.includes(address)) return 'here';
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url === undefined || !/^https?:$/.test(url.protocol)) return 'elsewhere';
	const isMoved = own
		.map((one) => new URL(one))
		.some(
			({ origin, pathname }) =>
				url.origin !== origin && url.href === new URL(pathname, url.origin).href,
		);
	return isMoved ? 'moved' : 'elsewhere';
}
