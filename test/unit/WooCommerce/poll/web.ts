import { randomUUID } from 'node:crypto';

import {
	ObservableObject,
	type IDataObject,
	type IHttpRequestOptions,
	type IPollFunctions,
} from 'n8n-workflow';

import { connectWebhooks } from '../../../../nodes/WooCommerce/client/connect';
import { authenticate } from '../../../../nodes/WooCommerce/client/credential';
import { poll } from '../../../../nodes/WooCommerce/poll/poll';
import { newProcessMemory } from '../../../../nodes/WooCommerce/processMemory';
import { wooCommerce } from '../../../../nodes/WooCommerce/webhooks/vendor';
import type { ManualClock } from '../../../sandbox/clock';
import type { WooCommerceSandbox } from '../../../sandbox/woocommerce/server';

/** What a host answers: a shop, another URL without a folder of the path, its own version of a shop's index, or an error. */
export type Site =
	| WooCommerceSandbox
	| { redirects: string; drops?: string }
	| { home: string }
	| { status: number };

/** Static data as a workflow of n8n has it: n8n watches it for changes. */
const watched = (data: IDataObject) =>
	ObservableObject.create(data) as { state?: { account: string } };

/** Sites by host, and a node that polls one of them. */
export class Web {
	readonly log: string[] = [];
	staticData: { state?: { account: string } } = watched({});
	/** Requests without keys, which learn what an address leads to. */
	readonly asked: string[] = [];
	credential: Record<string, unknown> = {};
	/** The addresses by name. Absent on n8n 1.x, which cannot look names up. */
	addresses: Readonly<Record<string, string[]>> | undefined;
	/** What the panel's parameters evaluate to. */
	parameters: Record<string, unknown> = {};
	/** An address that rejects connections. */
	down = '';

	/** Stays, as the node does. */
	readonly node = { id: randomUUID(), name: 'Poll', type: 'x', parameters: {} as IDataObject };

	constructor(
		private readonly clock: ManualClock,
		readonly sites: Record<string, Site>,
		private readonly resources = ['orders'],
	) {}

	private async answer({ method = 'GET', url, qs, headers: given }: IHttpRequestOptions) {
		const { pathname } = new URL(url);
		const host = String(given?.Host ?? new URL(url).host);
		const site = this.sites[host];
		if (site === undefined) throw Object.assign(new Error('no host'), { code: 'ENOTFOUND' });
		const query = new URLSearchParams(qs as Record<string, string>).toString();
		if ('redirects' in site) {
			const path = pathname.replace(site.drops ?? '', '');
			const location = `${site.redirects}${path}${query === '' ? '' : `?${query}`}`;
			return { statusCode: 301, headers: { location }, body: Buffer.from('') };
		}
		if ('status' in site) return { statusCode: site.status, headers: {}, body: Buffer.from('') };
		if ('home' in site)
			return { statusCode: 200, headers: {}, body: Buffer.from(JSON.stringify(site)) };
		const { headers = {} } = this.signed ?? {};
		const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
		const call = { method, path: pathname, query, body: '', headers: Object.fromEntries(lower) };
		const { status, ...answer } = await site.answer(call as never);
		return { statusCode: status, headers: answer.headers, body: Buffer.from(answer.body) };
	}

	private readonly egressFilter = {
		createSecureLookup:
			() => (name: string, _options: object, found: (error: Error | null, all: object[]) => void) =>
				found(
					null,
					(this.addresses?.[name] ?? []).map((address) => ({ address })),
				),
		validateConnectionHost: () => ({ ok: true }),
	};

	private signed: IHttpRequestOptions | undefined;

	private stored: string | undefined;

	/** Restarts n8n, which reads what it has stored. */
	restart(): void {
		this.staticData = watched(JSON.parse(this.stored ?? '{}') as IDataObject);
	}

	/** Every first poll says how n8n stores the state (nodes/host/cursorStorage.ts). */
	private note(line: string): void {
		if (!line.includes('separately from its executions')) this.log.push(line);
	}

	private get functions() {
		const parameters: Record<string, unknown> = { resources: this.resources, ...this.parameters };
		return {
			getNode: () => this.node,
			getWorkflow: () => ({ id: 'workflow' }),
			getMode: () => 'trigger',
			getTimezone: () => 'UTC',
			getNodeParameter: (name: string, fallback: unknown) => {
				const value = parameters[name] ?? fallback;
				// As n8n does for a hidden parameter that is read without a fallback.
				if (value === undefined) throw new Error(`Could not get parameter "${name}"`);
				return value;
			},
			getWorkflowStaticData: () => this.staticData,
			getCredentials: async () => this.credential,
			logger: {
				warn: (line: string) => this.note(line),
				info: (line: string) => this.note(line),
			},
			helpers: {
				getSecureEgressFilter: this.addresses && (() => this.egressFilter),
				httpRequest: async (options: IHttpRequestOptions) => {
					this.asked.push(options.url);
					this.signed = undefined;
					if (new URL(options.url).hostname === this.down)
						throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' });
					return await this.answer(options);
				},
				httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
					const timestamp = Math.floor(this.clock.now() / 1000);
					const signed = authenticate(this.credential as never, options, { nonce: 'n', timestamp });
					if (!signed.ok) throw new Error(signed.problem.message);
					this.signed = signed.value;
					return await this.answer(signed.value);
				},
			},
		};
	}

	/** Polls after all changes have settled. */
	async poll() {
		this.clock.advance(10_000);
		const items = await poll.call(this.functions as unknown as IPollFunctions);
		// n8n stores the state at an activation, and later only with an execution (docs/facts/n8n.md 0.5).
		if (items !== null || this.stored === undefined) this.stored = JSON.stringify(this.staticData);
		return (items ?? [[]])[0].map(({ json }) => json);
	}

	/** The account of the webhook trigger with the same credential. */
	get webhookAccount(): string {
		const { functions, credential } = this;
		const connected = connectWebhooks(functions as never, credential as never, newProcessMemory());
		if (!connected.ok) throw new Error(connected.problem.message);
		return wooCommerce.account(connected.value);
	}
}
