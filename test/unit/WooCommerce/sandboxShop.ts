import { randomUUID } from 'node:crypto';

import axios from 'axios';

import { ok } from '../../../nodes/core/result';
import { noAnswer, readAnswer, requestOptions, type Send } from '../../../nodes/host/http';
import { authenticate } from '../../../nodes/WooCommerce/client/credential';
import type { Shop } from '../../../nodes/WooCommerce/client/api';
import { readStore } from '../../../nodes/WooCommerce/client/storeUrl';
import type { Clock } from '../../sandbox/clock';

interface Access {
	url: string;
	keys: { consumerKey: string; consumerSecret: string };
}

/**
 * The way to a sandbox shop as the nodes have it, with axios where n8n's helper would be.
 *
 * @param signing dates the signatures, which the shop compares with its own clock
 */
export function sandboxShop(
	{ url, keys }: Access,
	clock: Clock,
	timeout = 2_000,
	signing = clock,
): Shop {
	const store = readStore(url);
	if (!store.ok) throw new Error(store.problem.message);
	const send: Send = async (request) => {
		const timestamp = Math.floor(signing.now() / 1000);
		const signed = authenticate({ storeUrl: url, ...keys }, requestOptions(request), {
			nonce: randomUUID(),
			timestamp,
		});
		if (!signed.ok) return { ok: false, problem: signed.problem };
		const { method, url: address, qs, headers, body } = signed.value;
		try {
			const {
				status,
				data,
				headers: answered,
			} = await axios.request<Buffer>({
				method,
				url: address,
				params: qs,
				data: body,
				headers: headers as Record<string, string>,
				responseType: 'arraybuffer',
				maxRedirects: 0,
				validateStatus: () => true,
				timeout,
			});
			return ok(readAnswer({ statusCode: status, headers: { ...answered }, body: data }));
		} catch (error) {
			return noAnswer(error, request.url);
		}
	};
	const pause = async (ms = 0) =>
		await Promise.resolve(void (clock as { advance?(ms: number): void }).advance?.(ms));
	const now = () => clock.now();
	return { store: store.value, send, now, steadyNow: now, steadyOrigin: 0, pause };
}
