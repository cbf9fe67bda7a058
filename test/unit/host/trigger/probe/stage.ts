import type { IHttpRequestOptions, ITriggerFunctions } from 'n8n-workflow';

import { receive } from '../../../../../nodes/host/trigger/delivery/receive';
import { newProcessState } from '../../../../../nodes/host/trigger/processState';
import { probe } from '../../../../../nodes/host/trigger/probe/probe';
import { bind, FakeHub, FakeNode, fakeRequest, provenRequest, URLS } from '../../fakes';

/** What a place on the way from the URL to the node does with a request. */
export interface Hop {
	headers: Record<string, string[]>;
	body: Buffer;
}
export type Answer = { status: number; headers?: Record<string, string>; body?: string };
export type Way = (hop: Hop, node: (hop: Hop) => Promise<Answer>) => Promise<Answer>;

/** Passes a request on as it came. */
export const direct: Way = async (hop, node) => await node(hop);

/** An error of the network. */
export function offline(code: string): Way {
	return async () => {
		throw Object.assign(new Error(code), { code });
	};
}

/** A server that responds without passing the request on. */
export function page(status: number, body = '', headers: Record<string, string> = {}): Way {
	return async () => ({ status, body, headers });
}

/** What n8n 2.41 responds for a URL that it does not serve. */
export const NOT_REGISTERED = JSON.stringify({
	code: 404,
	message: 'The requested webhook "POST one/webhook" is not registered.',
	hint: 'The workflow must be active for a production URL to run successfully.',
});

/** An active node, and the way from its URL to it. */
export function setUp(way: Way = direct) {
	const hub = new FakeHub();
	const node = new FakeNode();
	const clock = { now: 0 };
	const waited: number[] = [];
	const state = newProcessState(
		() => clock.now,
		async (ms) => void waited.push(ms),
	);
	const bound = bind(hub);
	const config = {
		...bound,
		vendor: { ...bound.vendor, deliveryHeaders: ['x-prover-signature', 'x-prover-delivery'] },
	};
	state.webhookUrls.set('workflow-1/node-1/live', { wanted: URLS.default, all: URLS });
	const sent: IHttpRequestOptions[] = [];
	const executions: unknown[] = [];
	/** `names` replaces what n8n says about node and workflow. */
	const world = { way, served: state, instance: 'this-n8n', names: {} };
	const arrive = async ({ headers, body }: Hop): Promise<Answer> => {
		const functions = node.webhook(fakeRequest(body, headers));
		const { response } = node;
		const withId = { ...functions, ...world.names, getInstanceId: () => world.instance };
		const { workflowData } = await receive(withId as never, config, world.served);
		if (workflowData !== undefined) executions.push(workflowData);
		return { status: response.statusCode, headers: response.headers, body: response.body };
	};
	const functions = {
		...node.trigger(),
		getInstanceId: () => 'this-n8n',
		helpers: {
			...node.trigger().helpers,
			httpRequest: async (options: IHttpRequestOptions) => {
				sent.push(options);
				const headers = Object.fromEntries(
					Object.entries(options.headers ?? {}).map(([name, value]) => [
						name.toLowerCase(),
						[String(value)],
					]),
				);
				const answer = await world.way({ headers, body: options.body as Buffer }, arrive);
				return {
					statusCode: answer.status,
					headers: answer.headers ?? {},
					body: Buffer.from(answer.body ?? ''),
				};
			},
		},
	};
	const run = async () => await probe(functions as unknown as ITriggerFunctions, config, state);
	/** A delivery of the vendor, which comes by another way. */
	const deliver = async () => {
		const request = provenRequest({ topic: 'order.created', object: { id: clock.now } });
		await receive({ ...node.webhook(request), ...world.names }, config, state);
	};
	return {
		...{ hub, node, clock, waited, state, config, sent, executions, world },
		...{ arrive, run, deliver, functions: functions as unknown as ITriggerFunctions },
	};
}
