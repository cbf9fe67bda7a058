import { ok } from '../../nodes/core/result';
import { noAnswer, readAnswer, requestOptions, type HttpRequest } from '../../nodes/host/http';
import { authenticate } from '../../nodes/WooCommerce/client/credential';
import type { Shop } from '../../nodes/WooCommerce/client/api';
import type { Clock } from '../sandbox/clock';
import type { Transport } from '../sandbox/http';
import type { WooCommerceSandbox } from '../sandbox/woocommerce/server';
import { HOST, type ShopClient } from './client';

/** The errors that node:http has for answers which do not come whole. */
const ERRORS: Readonly<Partial<Record<Transport, { code: string; message: string }>>> = {
	half: { code: 'ECONNRESET', message: 'aborted' },
	close: { code: 'ECONNRESET', message: 'socket hang up' },
	hang: { code: 'ETIMEDOUT', message: 'No answer in time' },
};

const HOUR = 3_600_000;

/** The way to a sandbox shop that has no port: what is sent and answered is handed over as data. */
export class DirectClient implements ShopClient {
	readonly shop: Shop;
	requests = 0;
	/** Milliseconds that the `Date` of responses is ahead of PHP's clock. A content delivery network writes such dates. */
	dateShift = 0;
	private processes = 0;

	/** @param clock n8n's, which is never set */
	constructor(
		private readonly sandbox: WooCommerceSandbox,
		clock: Clock,
	) {
		const origin = () => this.processes;
		this.shop = {
			store: { url: sandbox.url, account: HOST },
			send: async (request) => await this.send(request),
			now: () => clock.now(),
			steadyNow: () => clock.now() - this.processes * HOUR,
			get steadyOrigin() {
				return origin();
			},
			pause: async () => await Promise.resolve(),
		};
	}

	/** Another process has another steady clock. */
	restart(): void {
		this.processes++;
	}

	/** The time that responses show, in epoch milliseconds. */
	date(): number {
		return this.sandbox.clock.now() + this.dateShift;
	}

	private async send(request: HttpRequest) {
		this.requests++;
		const { url: storeUrl, keys, clock } = this.sandbox;
		const moment = { nonce: String(this.requests), timestamp: Math.floor(clock.now() / 1000) };
		const signed = authenticate({ storeUrl, ...keys }, requestOptions(request), moment);
		if (!signed.ok) return { ok: false as const, problem: signed.problem };
		const { url, qs, headers: sent = {} } = signed.value;
		const answer = await this.sandbox.answer({
			method: request.method,
			path: new URL(url).pathname,
			query: new URLSearchParams(qs as Record<string, string>).toString(),
			headers: Object.fromEntries(
				Object.entries(sent).map(([name, value]) => [name.toLowerCase(), String(value)]),
			),
			body: request.body?.toString('utf8') ?? '',
		});
		const error = ERRORS[answer.transport ?? 'whole'];
		if (error !== undefined) return noAnswer(Object.assign(new Error(), error), request.url);
		const body = Buffer.from(answer.body);
		const headers = { ...answer.headers, Date: new Date(this.date()).toUTCString() };
		return ok(readAnswer({ statusCode: answer.status, headers, body }));
	}
}
