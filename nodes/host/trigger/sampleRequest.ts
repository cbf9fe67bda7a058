import { randomUUID } from 'node:crypto';

import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { toEvent, type NormalizedEvent } from '../../core/event';
import { SAMPLE_AT, type Samples } from '../../core/sample';
import { readList } from '../../core/text/list';
import { exchange } from '../http';
import { warn } from '../log';
import { wantsSample } from '../sampleOption';
import { readSource } from '../sourceOptions';
import type { RequestStream } from './delivery/delivery';
import type { ProcessState } from './processState';
import type { TriggerConfig } from './triggerConfig';
import { nodeKey, readWebhookUrls, testKeyOf } from './webhookUrls';

/** The sample events of a trigger. */
export interface TriggerSamples extends Samples {
	/** The parameter with the topics. The first one that has a sample counts. */
	parameter: string;
	/** The topic of the sample if no chosen topic has one. */
	otherwise: string;
}

/** A request for a sample event that a node sends itself. */
export interface SampleRequest {
	/** Only this process knows it, so no other request gets a sample event. */
	token: string;
	/** The test URL of the node. */
	url: string;
}

const HEADER = 'x-signed-events-sample';
const LIMITS = { deadlineMs: 5_000, mostBytes: 64 * 1024 };
/** The editor needs this time to show that n8n listens. After an earlier event, it would keep waiting. */
const EDITOR_MS = 1_000;

/**
 * Requests a sample event if the user wants one in a test in the editor. For a node with webhooks, n8n always waits for a
 * request (test-webhooks.js, `needsWebhook`), so the node sends one to its own test URL. It calls no vendor.
 *
 * @returns whether it sends a request
 */
export function requestSample(
	functions: IHookFunctions,
	{ samples }: Pick<TriggerConfig<never, never>, 'samples'>,
	{ sampleRequests, pause }: Pick<ProcessState, 'sampleRequests' | 'pause'>,
): boolean {
	if (samples === undefined || !wantsSample(functions)) return false;
	const url = readWebhookUrls(functions)?.all.default;
	if (url === undefined) return false;
	const request = { token: randomUUID(), url };
	sampleRequests.set(nodeKey(functions), request);
	void (async () => {
		await pause(EDITOR_MS);
		const answer = await exchange(
			{ method: 'POST', url, headers: { [HEADER]: request.token }, body: Buffer.alloc(0) },
			async (options) => await functions.helpers.httpRequest(options),
			undefined,
			LIMITS,
		);
		if (answer.ok && answer.value.status < 300) return;
		const cause = answer.ok ? `HTTP ${answer.value.status}.` : answer.problem.message;
		warn(
			functions,
			`The sample event was not shown, because n8n could not call its own test URL ${url}: ${cause} Paste a sample of docs/samples as mock data instead.`,
		);
	})();
	return true;
}

/** Returns whether a test webhook that n8n removes belonged to a sample event, and deletes the request for it. */
export function endSample(
	functions: IHookFunctions,
	{ sampleRequests }: Pick<ProcessState, 'sampleRequests'>,
	node: string,
): boolean {
	const key = testKeyOf(node);
	const isSample = sampleRequests.get(key)?.url === readWebhookUrls(functions)?.all.default;
	return isSample && sampleRequests.delete(key);
}

/** Returns the sample event that a request of this node asks for, or undefined for any other request. */
export async function requestedSample(
	functions: IWebhookFunctions,
	{
		samples,
		vendor,
	}: {
		samples?: TriggerSamples;
		vendor: { elementKey: string; hubKey: string };
	},
	{ sampleRequests }: Pick<ProcessState, 'sampleRequests'>,
): Promise<NormalizedEvent | undefined> {
	const request = sampleRequests.get(nodeKey(functions));
	if (samples === undefined || request === undefined) return undefined;
	const { headersDistinct }: RequestStream = functions.getRequestObject();
	if (headersDistinct[HEADER]?.[0] !== request.token) return undefined;
	const { account, deliveryId, parameter, otherwise } = samples;
	const source = readSource(functions, { ...vendor, account });
	const capture = { capture: 'webhook', deliveryId, receivedAt: SAMPLE_AT } as const;
	for (const topic of [...readList(functions.getNodeParameter(parameter, [])), otherwise]) {
		const change = await samples.changeOf(topic);
		if (change !== undefined) return toEvent(change, source, capture);
	}
	return undefined;
}
