import type { Resource } from './resource';

/** What a path under `wc/v3` asks for. */
export interface Route {
	resource: Resource;
	/** The id of the parent, such as the order of a refund. */
	parent?: number;
	id?: number;
	isBatch: boolean;
}

/** The route within the REST API, without slashes at its ends; undefined for any other address. */
export function restRoute(
	path: string,
	routeParameter: string | undefined,
	permalinks: 'pretty' | 'plain',
): string | undefined {
	if (routeParameter !== undefined && /^\/(index\.php)?$/.test(path)) return trim(routeParameter);
	const match = /^\/(?:index\.php\/)?wp-json(\/.*)?$/.exec(path);
	return match && permalinks === 'pretty' ? trim(match[1] ?? '') : undefined;
}

function trim(route: string): string {
	return route.replace(/^\/+|\/+$/g, '');
}

/** Finds paths such as `orders`, `orders/17`, `orders/batch`, `orders/17/refunds/21`. */
export class Router {
	private readonly patterns: { pattern: RegExp; resource: Resource }[];

	constructor(resources: Iterable<Resource>) {
		this.patterns = [...resources].map((resource) => ({
			resource,
			pattern: new RegExp(
				`^wc/v3/${resource.path.replace('{parent}', '(?<parent>\\d+)')}(?:/(?<rest>\\d+|batch))?$`,
			),
		}));
	}

	find(route: string): Route | undefined {
		for (const { pattern, resource } of this.patterns) {
			const groups = pattern.exec(route)?.groups;
			if (!groups) continue;
			const isBatch = groups.rest === 'batch';
			return {
				resource,
				isBatch,
				...(groups.parent !== undefined && { parent: Number(groups.parent) }),
				...(groups.rest !== undefined && !isBatch && { id: Number(groups.rest) }),
			};
		}
		return undefined;
	}
}
