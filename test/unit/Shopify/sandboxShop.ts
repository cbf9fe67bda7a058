import axios from 'axios';

import { err, PROBLEM, ok } from '../../../nodes/core/result';
import type { Send } from '../../../nodes/host/http';
import type { Connection } from '../../../nodes/Shopify/api';
import { readTopics } from '../../../nodes/Shopify/topics/topics';
import type { ShopifySandbox } from '../../sandbox/shopify/server';

/** The scopes of the seed's three topics. */
const SEED_TOPICS = 'orders/create, orders/updated, customers/create';
export const SEED_SCOPES = ['read_orders', 'read_customers'];

/** The pauses between attempts. No test waits for them. */
export type Pauses = number[];

/** A connection to the sandbox with a permanent token. */
export function connectTo(
	sandbox: ShopifySandbox,
	{
		topics = SEED_TOPICS,
		pauses = [],
		filters,
		isByHand = false,
		...settings
	}: ConnectOptions = {},
): Connection {
	const read = readTopics(topics);
	if (!read.ok) throw new Error(read.problem.message);
	return {
		shop: { domain: sandbox.domain, url: sandbox.url },
		secrets: [sandbox.app.clientSecret],
		shopSecret: '',
		topics: read.value,
		filters: new Map(Object.entries(filters ?? {})),
		isByHand,
		settings: { filter: '', includeFields: [], metafieldNamespaces: [], ...settings },
		apiVersion: '2026-10',
		catchUpRaw: 'graphql',
		send: sendWith(sandbox.app.issueToken()),
		pause: async (milliseconds) => pauses.push(milliseconds) > 0,
		now: Date.now,
		steadyNow: () => performance.now(),
	};
}

interface ConnectOptions extends Partial<Connection['settings']> {
	topics?: string | string[];
	pauses?: Pauses;
	filters?: Record<string, string>;
	isByHand?: boolean;
}

/** Sends a request as n8n does with the credential. */
function sendWith(token: string): Send {
	return async ({ method, url, headers, body }) => {
		try {
			const answer = await axios.request<Buffer>({
				method,
				url,
				headers: { ...headers, 'X-Shopify-Access-Token': token },
				data: body,
				responseType: 'arraybuffer',
				validateStatus: () => true,
				maxRedirects: 0,
			});
			const names = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
			return ok({
				status: answer.status,
				headers: Object.fromEntries(names),
				body: Buffer.from(answer.data),
			});
		} catch (error) {
			return err(PROBLEM.unreachable, String(error));
		}
	};
}
