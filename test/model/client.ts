import { Agent, request as ask, type ClientRequest } from 'node:http';

import { ok } from '../../nodes/core/result';
import { noAnswer, readAnswer, requestOptions, type HttpRequest } from '../../nodes/host/http';
import { authenticate } from '../../nodes/WooCommerce/client/credential';
import type { Shop } from '../../nodes/WooCommerce/client/api';
import type { WooCommerceSandbox } from '../sandbox/woocommerce/server';

/** What the shop is called in every history: ids must not depend on the port that it happens to have. */
export const HOST = 'shop.example';

/** A way to a sandbox shop, which counts what is asked. */
export interface ShopClient {
	readonly shop: Shop;
	/** How many requests were sent. */
	readonly requests: number;
	/** Tells it that another process asks from now on. */
	restart?(): void;
}

const NUMBER = 'x-model-request';

/**
 * The way to a sandbox shop over one connection that is kept. A request that hangs is given up when
 * the test says so, not by a clock: a busy machine must not change a history.
 */
export class Client implements ShopClient {
	readonly shop: Shop;
	requests = 0;

	private readonly agent = new Agent({ keepAlive: true });
	private readonly pending = new Map<string, ClientRequest>();
	private readonly realHost: string;

	constructor(private readonly sandbox: WooCommerceSandbox) {
		this.realHost = new URL(sandbox.url).host;
		this.shop = {
			store: { url: sandbox.url, account: HOST },
			send: async (request) => await this.send(request),
			now: () => sandbox.clock.now(),
			steadyNow: () => sandbox.clock.now(),
			steadyOrigin: 0,
			pause: async () => await Promise.resolve(),
		};
	}

	/** Texts of the shop with the host that all histories share. */
	rename(text: string): string {
		return text.replaceAll(this.realHost, HOST);
	}

	/** Stops waiting for the answer to a request, as a client does whose patience is over. */
	giveUp(headers: Readonly<Record<string, string>>): void {
		const error = Object.assign(new Error('No answer in time'), { code: 'ETIMEDOUT' });
		this.pending.get(headers[NUMBER])?.destroy(error);
	}

	close(): void {
		this.agent.destroy();
	}

	private async send(request: HttpRequest) {
		const number = String(++this.requests);
		const { url: storeUrl, keys, clock } = this.sandbox;
		const signed = authenticate({ storeUrl, ...keys }, requestOptions(request), {
			nonce: number,
			timestamp: Math.floor(clock.now() / 1000),
		});
		if (!signed.ok) return { ok: false as const, problem: signed.problem };
		const { url, qs } = signed.value;
		const query = new URLSearchParams(qs as Record<string, string>).toString();
		try {
			return ok(readAnswer(await this.exchange(`${url}?${query}`, number)));
		} catch (error) {
			return noAnswer(error, request.url);
		}
	}

	private async exchange(url: string, number: string) {
		const answered = new Promise<{
			statusCode: number;
			headers: Record<string, unknown>;
			body: Buffer;
		}>((resolve, reject) => {
			const options = { agent: this.agent, headers: { [NUMBER]: number } };
			const sent = ask(url, options, (response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('error', reject);
				response.on('end', () => {
					const body = this.rename(Buffer.concat(chunks).toString('utf8'));
					const { statusCode = 0, headers } = response;
					resolve({ statusCode, headers, body: Buffer.from(body) });
				});
			});
			this.pending.set(number, sent);
			sent.on('error', reject);
			sent.end();
		});
		try {
			return await answered;
		} finally {
			this.pending.delete(number);
		}
	}
}
