import { EventEmitter } from 'node:events';
import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { err, PROBLEM, ok } from '../../../nodes/core/result';
import type { ResponseStream } from '../../../nodes/host/trigger/delivery/respond';
import type { Credential } from '../../../nodes/host/trigger/credential';
import type { RequestStream } from '../../../nodes/host/trigger/delivery/delivery';
import {
	CLAIM_HEADER,
	claimAnswer,
} from '../../../nodes/host/trigger/subscription/servedElsewhere';
import {
	boundSecret,
	prover,
	sign,
	SIGNATURE_HEADER,
	type CallHub,
	type Held,
	type Wanted,
} from '../../n8n/fixtures/prover/vendor';
import { ProcessedTable } from '../processedTable';

export const SECRET = 'a-secret';
export const URLS = {
	default: 'https://n8n.example/webhook/one/webhook',
	setup: 'https://n8n.example/webhook/one/finished',
};
export const TEST_URLS = {
	default: 'https://n8n.example/webhook-test/one/webhook',
	setup: 'https://n8n.example/webhook-test/one/finished',
};

/** An answer that is told when it is out, or when its caller has gone. */
class FakeResponse extends EventEmitter implements ResponseStream {
	statusCode = 200;
	destroyed = false;
	closed = false;
	writableFinished = false;
	headers: Record<string, string> = {};

	setHeader(name: string, value: string): void {
		this.headers[name] = value;
	}

	body: string | undefined;

	end(body?: string): void {
		this.body = body;
		this.writableFinished = true;
		this.emit('finish');
		this.close();
	}

	close(): void {
		this.closed = true;
		this.emit('close');
	}
}

export function fakeRequest(body: Buffer, headers: Record<string, string[]> = {}): RequestStream {
	return {
		headersDistinct: headers,
		async readRawBody() {
			this.rawBody = body;
		},
	};
}

/** A request that the prover verifies. */
export function provenRequest(
	told: object,
	{ address = URLS.default, deliveryId = 'delivery-1', secret = SECRET } = {},
): RequestStream {
	const body = Buffer.from(JSON.stringify(told));
	return fakeRequest(body, {
		[SIGNATURE_HEADER]: [sign(body, boundSecret(secret, address))],
		'x-prover-delivery': [deliveryId],
	});
}

/** What the hub holds, without HTTP. */
export class FakeHub {
	held: Held[] = [];
	readonly calls: string[] = [];
	failing = false;
	/** Whether it rejects the key of each request. */
	rejecting = false;
	/** The topic that the key may not subscribe to. */
	forbidden: string | undefined;
	/** Awaited before each call. */
	before: (() => Promise<void>) | undefined;
	private nextId = 1;

	call: CallHub = async (method, path, body) => {
		this.calls.push(`${method} ${path}`);
		await this.before?.();
		if (this.failing) return err(PROBLEM.failing, 'The hub is down. Wait for it.');
		if (this.rejecting) return err(PROBLEM.unauthorized, 'The hub rejects the key. Enter another.');
		if (this.forbidden !== undefined && (body as Wanted | undefined)?.topic === this.forbidden)
			return err(PROBLEM.forbidden, 'The key may not read orders.');
		const id = Number(path.split('/')[2]);
		if (method === 'GET') {
			const after = Number(new URLSearchParams(path.split('?')[1]).get('after'));
			return ok(this.held.filter((one) => one.id > after));
		}
		if (method === 'DELETE') this.held = this.held.filter((one) => one.id !== id);
		if (method === 'POST')
			this.held.push({ ...(body as Wanted), id: this.nextId++, isActive: true });
		if (method === 'PUT')
			this.held = this.held.map((one) => (one.id === id ? { ...one, ...body } : one));
		return ok(undefined);
	};

	get addresses(): string[] {
		return this.held.map(({ address }) => address);
	}
}

/** The prover bound to a hub; the secret can be taken away. */
export function bind(hub: FakeHub, secret = SECRET, topics = ['order.created']) {
	return {
		vendor: prover,
		credentialType: () => CREDENTIAL,
		connect: (_functions: unknown, credential: Partial<Credential> = {}) =>
			ok({
				account: 'prover.example',
				secret: String(credential.secret ?? secret),
				topics,
				call: hub.call,
			}),
	};
}

export const CREDENTIAL = 'proverApi';

/** Returns what a node at a URL answers to the question who serves it. */
export const servedAt =
	(url: string, secrets: readonly string[]) =>
	({ headers }: IHttpRequestOptions): ServedAnswer =>
		claimAnswer({ [CLAIM_HEADER]: [String(headers?.[CLAIM_HEADER])] }, url, secrets);

/** The response of a host. */
interface ServedAnswer {
	status: number;
	headers?: Record<string, string>;
}

/** A node's place in n8n, and what it logs there. */
export class FakeNode {
	readonly log: string[] = [];
	parameters: Record<string, unknown> = {};
	id = 'node-1';
	webhookId: string | undefined = 'one';
	mode = 'trigger';
	activation = 'activate';
	urls: Partial<typeof URLS> = URLS;
	/** Its credential, by id; what it lacks the binding brings. */
	credential: { id: string; data: Partial<Credential> } | undefined = { id: '1', data: {} };
	/** How often n8n was asked for the credential. */
	readings = 0;
	/** Awaited before n8n gives the credential. */
	beforeReading: (() => Promise<void>) | undefined;
	entry: keyof typeof URLS = 'default';
	crons: Array<{ expression: string; tick: () => void }> = [];
	request: RequestStream = fakeRequest(Buffer.alloc(0));
	response = new FakeResponse();
	/** What the node has stored; undefined where nothing may touch it. */
	staticData: IDataObject | undefined;
	/** What ticks emitted: the items of one execution each. */
	emitted: INodeExecutionData[][] = [];
	/** Reports the end of each of these executions, or that n8n could not store it or stopped it. */
	endings: Array<(error?: Error) => void> = [];
	continuesOnFail = false;
	/** The settings of the node in the editor. */
	settings: { alwaysOutputData?: boolean; parameters?: Record<string, string> } = {};
	/** What nodes have stored in n8n's database to recognize items. */
	readonly processed = new ProcessedTable();
	/** The addresses that it asked whether another n8n serves it there. */
	readonly asked: string[] = [];
	/** What an address answers to that. No host answers by default. */
	serves: ((options: IHttpRequestOptions) => ServedAnswer | undefined) | undefined;

	hook(): IHookFunctions {
		return this.functions() as unknown as IHookFunctions;
	}

	trigger(): ITriggerFunctions {
		return this.functions() as unknown as ITriggerFunctions;
	}

	/** An execution that begins with these items, where parameters are read for an item. */
	execution(items: INodeExecutionData[]): IExecuteFunctions {
		return {
			...this.functions(),
			getNodeParameter: (name: string, item: number, fallback: unknown) =>
				item === 0 ? (this.parameters[name] ?? fallback) : undefined,
			getInputData: () => items,
			continueOnFail: () => this.continuesOnFail,
			helpers: { ...this.functions().helpers, ...this.processed.functions().helpers },
		} as unknown as IExecuteFunctions;
	}

	/** A request that comes in; the response is a new one each time. */
	webhook(request: RequestStream): IWebhookFunctions {
		this.request = request;
		this.response = new FakeResponse();
		const { request: req, response } = this;
		return {
			...this.functions(),
			getRequestObject: () => req,
			getResponseObject: () => response,
		} as unknown as IWebhookFunctions;
	}

	private functions() {
		const write = (level: string) => (message: string) => this.log.push(`${level}: ${message}`);
		return {
			logger: { warn: write('warn'), info: write('info'), debug: write('debug') },
			getNode: () => ({
				id: this.id,
				name: 'My trigger',
				webhookId: this.webhookId,
				parameters: this.parameters,
				...this.settings,
				credentials: this.credential && { [CREDENTIAL]: { id: this.credential.id, name: '' } },
			}),
			getCredentials: async () => {
				this.readings++;
				const data = this.credential?.data;
				await this.beforeReading?.();
				return data;
			},
			getWorkflow: () => ({ id: 'workflow-1' }),
			getMode: () => this.mode,
			getActivationMode: () => this.activation,
			getTimezone: () => 'UTC',
			getNodeParameter: (name: string, fallback: unknown) => this.parameters[name] ?? fallback,
			getNodeWebhookUrl: (entry: keyof typeof URLS) => this.urls[entry],
			getWebhookName: () => this.entry,
			getWorkflowStaticData: () => {
				if (this.staticData === undefined) throw new Error('static data was touched');
				return this.staticData;
			},
			emit: (
				[items]: INodeExecutionData[][],
				_response?: unknown,
				done?: { resolve(run?: unknown): void; reject(error: Error): void },
			) => {
				this.emitted.push(items);
				this.endings.push((error) => (error ? done?.reject(error) : done?.resolve()));
			},
			helpers: {
				httpRequest: async (options: IHttpRequestOptions) => {
					this.asked.push(options.url);
					const answer = this.serves?.(options);
					if (answer === undefined)
						throw Object.assign(new Error('unknown host'), { code: 'ENOTFOUND' });
					const { status: statusCode, headers = {} } = answer;
					return { statusCode, headers, body: Buffer.alloc(0) };
				},
				registerCron: ({ expression }: { expression: string }, tick: () => void) =>
					this.crons.push({ expression, tick }),
			},
		};
	}
}
