import { randomUUID } from 'node:crypto';

import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { toEvent, type NormalizedEvent } from '../../core/event';
import { SAMPLE_AT, type Samples } from '../../core/sample';
import { PROBLEM, type ProblemReason } from '../../core/result';
import { readList } from '../../core/text/list';
import { filterProblem } from '../eventFilterOptions';
import { exchange } from '../http';
import { info, warn } from '../log';
import { problemError } from '../nodeErrors';
import { readSource, type PanelFunctions } from '../sourceOptions';
import { readTestEvent, TEST_EVENT } from '../testEventOption';
import type { RequestStream } from './delivery/delivery';
import { newestEvent } from './newestEvent';
import type { ProcessState } from './processState';
import { connectNow, type TriggerConfig } from './triggerConfig';
import { nodeKey, readWebhookUrls, testKeyOf } from './webhookUrls';

/** The sample events of a trigger. */
export interface TriggerSamples extends Samples {
	/** The parameter with the topics. The first one that has a sample counts. */
	parameter: string;
	/** The topic of the sample if no chosen topic has one. */
	otherwise: string;
}

/** A request for a test event that a node sends itself. */
export interface TestEventRequest {
	/** Only this process knows it, so no other request gets a test event. */
	token: string;
	/** The test URL of the node. */
	url: string;
	event: NormalizedEvent;
}

const HEADER = 'x-signed-events-test';
const LIMITS = { deadlineMs: 5_000, mostBytes: 64 * 1024 };
/** A credential that may not read lists may still receive deliveries. */
const MAY_STILL_DELIVER: readonly ProblemReason[] = [
	PROBLEM.forbidden,
	PROBLEM.refused,
	PROBLEM.notFound,
];
/** The editor needs this time to show that n8n listens. After an earlier event, it would keep waiting. */
const EDITOR_MS = 1_000;

/**
 * Requests the event that a test in the editor emits at once: the newest change, or a sample. For a node with webhooks,
 * n8n always waits for a request (test-webhooks.js, `needsWebhook`), so the node sends one to its own test URL. Nothing is
 * subscribed at the vendor.
 *
 * @returns whether it sends a request. If not, the test waits for a delivery
 * @throws the problem that keeps the node from asking the vendor, unless deliveries may still arrive
 */
export async function requestTestEvent<Connection, Payload, Wanted, Existing>(
	functions: IHookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	{ testEvents, pause, clock }: Pick<ProcessState, 'testEvents' | 'pause' | 'clock'>,
): Promise<boolean> {
	const choice = readTestEvent(functions);
	if (choice === undefined || choice === TEST_EVENT.delivery) return false;
	const url = readWebhookUrls(functions)?.all.default;
	if (url === undefined) return false;
	const event =
		choice === TEST_EVENT.sample
			? await sampleEvent(functions, config)
			: await newest(functions, config, clock);
	if (event === undefined) return false;
	const request = { token: randomUUID(), url, event };
	testEvents.set(nodeKey(functions), request);
	void send(functions, request, pause);
	return true;
}

async function send(
	functions: IHookFunctions,
	{ url, token }: TestEventRequest,
	pause: ProcessState['pause'],
): Promise<void> {
	await pause(EDITOR_MS);
	const answer = await exchange(
		{ method: 'POST', url, headers: { [HEADER]: token }, body: Buffer.alloc(0) },
		async (options) => await functions.helpers.httpRequest(options),
		undefined,
		LIMITS,
	);
	if (answer.ok && answer.value.status < 300) return;
	const cause = answer.ok ? `HTTP ${answer.value.status}.` : answer.problem.message;
	warn(
		functions,
		`The test event was not shown, because n8n could not call its own test URL ${url}: ${cause} Paste a sample event of the package as mock data instead (docs/samples).`,
	);
}

async function newest<Connection, Payload, Wanted, Existing>(
	functions: IHookFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	clock: () => number,
): Promise<NormalizedEvent | undefined> {
	const { vendor } = config;
	if (vendor.newest === undefined && vendor.catchUp === undefined) return undefined;
	const connected = await connectNow(functions, config);
	const problem =
		connected.ok && (vendor.configError?.(connected.value) ?? filterProblem(functions));
	// The test then fails with the message of the activation.
	if (!connected.ok || problem !== undefined) return undefined;
	const found = await newestEvent(functions, vendor, connected.value, clock);
	if (found.ok && found.value !== undefined) return found.value;
	if (!found.ok && !MAY_STILL_DELIVER.includes(found.problem.reason))
		throw problemError(functions.getNode(), found.problem);
	const cause = found.ok
		? 'The vendor has no recent change of the chosen types.'
		: found.problem.message;
	info(functions, `The test waits for a delivery. ${cause}`);
	return undefined;
}

/** Returns a sample of the first chosen topic that has one. */
async function sampleEvent(
	functions: PanelFunctions,
	{ samples, vendor }: { samples?: TriggerSamples; vendor: { elementKey: string; hubKey: string } },
): Promise<NormalizedEvent | undefined> {
	if (samples === undefined) return undefined;
	const { account, deliveryId, parameter, otherwise } = samples;
	const source = readSource(functions, { ...vendor, account });
	const capture = { capture: 'webhook', deliveryId, receivedAt: SAMPLE_AT } as const;
	for (const topic of [...readList(functions.getNodeParameter(parameter, [])), otherwise]) {
		const change = await samples.changeOf(topic);
		if (change !== undefined) return toEvent(change, source, capture);
	}
	return undefined;
}

/** Returns whether a test webhook that n8n removes belonged to a test event, and deletes the request for it. */
export function endTestEvent(
	functions: IHookFunctions,
	{ testEvents }: Pick<ProcessState, 'testEvents'>,
	node: string,
): boolean {
	const key = testKeyOf(node);
	const isOwn = testEvents.get(key)?.url === readWebhookUrls(functions)?.all.default;
	return isOwn && testEvents.delete(key);
}

/** Returns the test event that a request of this node asks for, or undefined for any other request. */
export function requestedTestEvent(
	functions: IWebhookFunctions,
	{ testEvents }: Pick<ProcessState, 'testEvents'>,
): NormalizedEvent | undefined {
	const request = testEvents.get(nodeKey(functions));
	if (request === undefined) return undefined;
	const { headersDistinct }: RequestStream = functions.getRequestObject();
	return headersDistinct[HEADER]?.[0] === request.token ? request.event : undefined;
}
