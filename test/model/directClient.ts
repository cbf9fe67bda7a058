import { ok } from '../../nodes/core/result';
import { noAnswer, readAnswer, requestOptions, type HttpRequest } from '../../nodes/host/http';
import { authenticate } from '../../nodes/WooCommerce/client/credential';
import type { Shop } from '../../nodes/WooCommerce/client/api';
import type { Transport } from '../sandbox/http';
import type { WooCommerceSandbox } from '../sandbox/woocommerce/server';
import { HOST, type ShopClient } from './client';

/** The errors that node:http has for answers which do not come whole. */
const ERRORS: Readonly<Partial<Record<Transport, { code: string; message: string }>>> = {
	half: { code: 'ECONNRESET', message: 'aborted' },
	close: { code: 'ECONNRESET', message: 'socket hang up' },
	hang: { code: 'ETIMEDOUT', message: 'No answer in time' },
};

/** The way to a sandbox shop that has no port: what is sent and answered is handed over as data. */
export class DirectClient implements ShopClient {
	readonly shop: Shop;
	requests = 0;

	constructor(private readonly sandbox: WooCommerceSandbox) {
		this.shop = {
			store: { url: sandbox.url, account: HOST },
			send: async (request) => await this.send(request),
			now: () => sandbox.clock.now(),
			steadyNow: () => sandbox.clock.now(),
			steadyOrigin: 0,
			pause: async () => await Promise.resolve(),
		};
	}

	private async send(request: HttpRequest) {
		this.requests++;
		const { url: storeUrl, keys, clock } = this.sandbox;
		const moment = { nonce: String(this.requests), timestamp: Math.floor(clock.now() / 1000) };
		const signed = authenticate({ storeUrl, ...keys }, requestOptions(request), moment);
		if (!signed.ok) return { ok: false as const, problem: signed.problem };
		const { url, qs, headers = {} } = signed.value;
		const answer = await this.sandbox.answer({
			method: request.method,
			path: new URL(url).pathname,
			query: new URLSearchParams(qs as Record<string, string>).toString(),
			headers: Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
			),
			body: request.body?.toString('utf8') ?? '',
		});
		const error = ERRORS[answer.transport ?? 'whole'];
		if (error !== undefined) return noAnswer(Object.assign(new Error(), error), request.url);
		const body = Buffer.from(answer.body);
		return ok(readAnswer({ statusCode: answer.status, headers: answer.headers, body }));
	}
}
