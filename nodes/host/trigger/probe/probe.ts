import type { ITriggerFunctions } from 'n8n-workflow';

import { INCIDENT } from '../../../core/health/incident';
import { PROBLEM } from '../../../core/result';
import { nodeRefOf } from '../../health/nodeRef';
import { exchange } from '../../http';
import { info, messageOf, warn } from '../../log';
import type { ProcessState } from '../processState';
import { nodeKey } from '../webhookUrls';
import { withResult } from './contradictions';
import { judgeArrival } from './judgeArrival';
import { judgeResponse } from './judgeResponse';
import { PROBE_BYTES, type ProbeSize } from './probeRequest';
import { instanceDigest, originDigest, readForeignAnswer, type Arrival } from './probes';
import { failed, PROBE_CAUSE, unchecked, type ProbeResult } from './probeResult';

const LIMITS = { deadlineMs: 15_000, mostBytes: 64 * 1024 };

/** A proxy that restarts is up again after this time. */
const RETRY_AFTER_MS = 20_000;

/** A proxy can respond by itself and pass the request on afterwards. */
const ARRIVES_WITHIN_MS = 1_000;

/** A fault is two probes that failed with a pause in between. */
const PROBES_PER_RESULT = 2;

const LARGE_EVERY_MS = 24 * 3_600_000;

/** The part of a `TriggerConfig` that a probe needs. */
export interface ProbeConfig {
	vendor: { readonly deliveryHeaders?: readonly string[] };
	probeRetryMs?: number;
}

/**
 * Sends a probe to the node's own public URL, and notes the result. The probe is a small POST request that the node recognizes
 * (`Probes`). It starts no execution, follows no redirect and goes to no other URL. It never rejects.
 *
 * @returns the result, or undefined if n8n has not activated the node in this process
 */
export async function probe(
	functions: ITriggerFunctions,
	{ vendor: { deliveryHeaders = [] }, probeRetryMs = RETRY_AFTER_MS }: ProbeConfig,
	state: ProcessState,
): Promise<ProbeResult | undefined> {
	const node = nodeKey(functions);
	const running = state.probing.get(node);
	if (running !== undefined) return await running;
	const probing = probeTwice(functions, deliveryHeaders, probeRetryMs, state).catch(
		(error: unknown) => unchecked(PROBE_CAUSE.notCallable, messageOf(error)),
	);
	state.probing.set(node, probing);
	try {
		return await probing;
	} finally {
		state.probing.delete(node);
	}
}

/** Sends a probe, and another one if it failed. */
async function probeTwice(
	functions: ITriggerFunctions,
	headerNames: readonly string[],
	retryMs: number,
	state: ProcessState,
): Promise<ProbeResult | undefined> {
	const node = nodeKey(functions);
	const urls = state.webhookUrls.get(node);
	if (urls === undefined) return undefined;
	const now = { at: state.clock(), date: Date.now() };
	const isOn = () => state.webhookUrls.get(node) === urls;
	let result = await probeOnce(functions, state, node, urls.wanted, headerNames);
	if (result.state === 'failed') {
		await state.pause(retryMs);
		if (!isOn()) return undefined;
		result = await probeOnce(functions, state, node, urls.wanted, headerNames);
	}
	if (!isOn()) return undefined;
	const record = withResult(state.probes.records.get(node) ?? { contradicted: [] }, result, now);
	state.probes.records.set(node, record);
	logChange(functions, state, node, record.last.result);
	report(functions, state, record.last.result, retryMs);
	return record.last.result;
}

/** Sends a small probe, and once a day a large one after it. */
async function probeOnce(
	functions: ITriggerFunctions,
	state: ProcessState,
	node: string,
	url: string,
	headerNames: readonly string[],
): Promise<ProbeResult> {
	const small = await send(functions, state, node, url, headerNames, 'small');
	const { largeAt = -Infinity } = state.probes.records.get(node) ?? {};
	if (small.state !== 'reached' || state.clock() - largeAt < LARGE_EVERY_MS) return small;
	const large = await send(functions, state, node, url, headerNames, 'large');
	if (large.state === 'reached') {
		const record = state.probes.records.get(node) ?? { contradicted: [] };
		state.probes.records.set(node, { ...record, largeAt: state.clock() });
		return small;
	}
	return large.cause === PROBE_CAUSE.bodyLimit || large.cause === PROBE_CAUSE.bodyCut
		? large
		: small;
}

async function send(
	functions: ITriggerFunctions,
	state: ProcessState,
	node: string,
	url: string,
	headerNames: readonly string[],
	size: ProbeSize,
): Promise<ProbeResult> {
	const { probes, clock, pause } = state;
	const sent = probes.create(node, size, headerNames);
	const startedAt = clock();
	try {
		const answer = await exchange(
			{
				method: 'POST',
				url,
				headers: { ...sent.headers, 'content-type': 'application/json' },
				body: sent.body,
			},
			async (options) => await functions.helpers.httpRequest(options),
			undefined,
			LIMITS,
		);
		const ms = clock() - startedAt;
		const text = answer.ok ? answer.value.body.toString('utf8') : '';
		const isOwn = answer.ok && probes.isAnswer(sent, text);
		const arrival = await arrivalOf(sent.arrived, isOwn ? undefined : pause);
		if (arrival !== undefined) {
			probes.origins.set(new URL(url).origin, true);
			return judgeArrival(arrival, ms);
		}
		if (size === 'large' && !(answer.ok && answer.value.status === 413))
			return answer.ok || answer.problem.reason !== PROBLEM.unreachable
				? unchecked(PROBE_CAUSE.notCallable, 'A large probe did not arrive.')
				: bodyLimit('closed the connection during');
		if (size === 'large') return bodyLimit('responded HTTP 413 to');
		if (!answer.ok)
			return unchecked(PROBE_CAUSE.notCallable, ...notCallable(answer.problem.message));
		const isSameN8n = ({ claim, instance }: { claim: string; instance: string }) =>
			claim === originDigest(url) &&
			instance === instanceDigest(sent.token, instanceIdOf(functions));
		return judgeResponse(answer.value, readForeignAnswer(text), {
			url,
			isOwnOrigin: probes.origins.has(new URL(url).origin),
			isSameN8n,
		});
	} finally {
		sent.end();
	}
}

function notCallable(message: string): [sentence: string, nextStep: string] {
	return [
		`n8n could not call its own URL, so the probe shows nothing. ${message}`,
		'If deliveries arrive, no step is needed. Otherwise, open the URL from another network, and correct WEBHOOK_URL, DNS or the proxy.',
	];
}

function bodyLimit(happened: string): ProbeResult {
	return failed(
		PROBE_CAUSE.bodyLimit,
		`A proxy ${happened} a request of ${(PROBE_BYTES.large / 1e6).toFixed(1)} MB, so large deliveries do not arrive.`,
		"Raise the limit for request bodies in the proxies between the vendor and n8n, such as nginx's client_max_body_size, to 16 MB.",
	);
}

/** Returns what arrived, or undefined if nothing arrived in time. */
async function arrivalOf(
	arrived: Promise<Arrival>,
	pause: ((ms: number) => Promise<void>) | undefined,
): Promise<Arrival | undefined> {
	if (pause === undefined) return await arrived;
	return await Promise.race([arrived, pause(ARRIVES_WITHIN_MS).then(() => undefined)]);
}

/** Returns n8n's id, which all its processes share, or an empty text. */
export function instanceIdOf(functions: { getInstanceId?(): string }): string {
	return functions.getInstanceId?.() ?? '';
}

/** Reports a result to the health registry. An unchecked probe neither opens nor closes an incident. */
function report(
	functions: ITriggerFunctions,
	{ health }: Pick<ProcessState, 'health'>,
	{ state, cause, sentence, nextStep = '', ms }: ProbeResult,
	retryMs: number,
): void {
	const ref = nodeRefOf(functions);
	const kind = INCIDENT.probeFailed;
	if (state === 'reached') health.ledger(ref).isReceivedElsewhere = false;
	if (cause === PROBE_CAUSE.otherProcess) health.ledger(ref).isReceivedElsewhere = true;
	if (state === 'reached') health.recover(ref, { kind }, ms === undefined ? {} : { ms });
	else if (state === 'failed' && cause !== undefined)
		health.fail(
			ref,
			{ kind, cause, sentence, nextStep },
			retryMs >= RETRY_AFTER_MS ? PROBES_PER_RESULT : 1,
		);
}

/** Logs a fault once, and its end. */
function logChange(
	functions: ITriggerFunctions,
	{ probes }: Pick<ProcessState, 'probes'>,
	node: string,
	{ state, cause, sentence, nextStep = '' }: ProbeResult,
): void {
	const record = probes.records.get(node);
	if (record === undefined || state === 'unchecked') return;
	const logged = state === 'failed' ? cause : undefined;
	if (record.logged === logged) return;
	if (state === 'failed')
		warn(functions, `A probe of the node's webhook URL failed. ${sentence} ${nextStep}`);
	else info(functions, `The node's webhook URL works again. ${sentence}`);
	probes.records.set(node, { ...record, logged });
}
