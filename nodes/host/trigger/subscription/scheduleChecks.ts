import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import type { CatchUp } from '../../../core/vendor';
import { beforeAbort } from '../../deadline';
import { PROBLEM, type Problem } from '../../../core/result';
import { failExecutionOf } from '../../health/failExecution';
import { findSilence, noteLookFailed, noteTick } from '../../health/noteChecks';
import { offerInspection } from '../../health/inspectors';
import { nodeRefOf } from '../../health/nodeRef';
import { messageOf, warn } from '../../log';
import { lookForMissed } from '../catchUp';
import { catchUpStateOf } from '../catchUpState';
import { patienceFor } from '../../patience';
import { offerFirstLook } from '../firstLook';
import { inspectTrigger } from '../inspectTrigger';
import { withIsolate } from '../isolate';
import { probe } from '../probe/probe';
import type { ProcessState } from '../processState';
import { connectNow, type TriggerConfig } from '../triggerConfig';
import { nodeKey } from '../webhookUrls';
import { checkSchedule, firstLookAfterMs } from './checkSchedule';
import { readNumber } from '../../panelValues';
import { checkSubscriptions } from './checkSubscriptions';

const MINUTES_BETWEEN_CHECKS = 15;

/** A look that takes longer is abandoned. No single request takes this long, but all of them together may. */
const LOOK_WITHIN_MS = 30 * 60_000;

/**
 * Schedules three tasks while a workflow is active. The first sends a probe to the node's own URL. The second checks the
 * subscriptions, which vendors disable and people delete. The third then looks for missed events, so it also finds those of
 * a subscription that was just restored. The first check waits for a tick of the cron, because n8n 2.x runs `trigger()` at
 * the same time as the hooks that subscribe. n8n 1.x runs it after them. After n8n's start, a look begins some seconds after
 * the hooks, because an outage may have lasted for days.
 */
export async function scheduleChecks<Connection, Payload, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	now: () => number = Date.now,
): Promise<ITriggerResponse> {
	const { subscriptions, catchUp } = config.vendor;
	if (functions.getMode() === 'manual') return {};
	const node = nodeKey(functions);
	state.starts.trigger(node);
	const { health } = state;
	const ref = nodeRefOf(functions);
	health.activated(ref, failExecutionOf(functions));
	const withdrawInspection = offerInspection({
		node: ref,
		credentials: credentialsOf(functions),
		inspect: async () => await inspectTrigger(functions, config, state),
	});
	const close = () => {
		withdrawInspection();
		state.starts.close(node);
		health.deactivated(node);
	};
	const { id } = functions.getWorkflow();
	const options = functions.getNodeParameter('options', {}) as { checkInterval?: unknown };
	const expression =
		config.checkSchedule?.(String(id)) ??
		checkSchedule(String(id), readNumber(options.checkInterval, 1, 60, MINUTES_BETWEEN_CHECKS));
	state.lastSeenAt.set(node, now());
	noteTick(health, ref);
	const check = async () => {
		noteTick(health, ref);
		if (catchUp === undefined) findSilence(health, ref);
		const probing = probe(functions, config, state);
		const urls = state.webhookUrls.get(node);
		if (subscriptions !== undefined) await checkSubscriptions(functions, config, state, now);
		// The workflow may have been activated again. Its items would then belong to an earlier activation.
		const isSame = state.webhookUrls.get(node) === urls;
		if (catchUp !== undefined && isSame) await look(functions, config, catchUp, state);
		await probing;
	};
	functions.helpers.registerCron({ expression }, () => void check());
	if (catchUp === undefined) return { closeFunction: async () => close() };
	const progress = catchUpStateOf(state, node);
	const lookSoon = async (isWanted: () => boolean) => {
		const { notedAt } = progress;
		await state.pause(firstLookAfterMs(String(id)));
		// A check, another activation or a deactivation may have come first.
		const isFirst = progress.look === undefined && progress.notedAt === notedAt;
		if (isFirst && isWanted()) await look(functions, config, catchUp, state);
	};
	const begin = () => void lookSoon(() => progress.beginFirstLook === begin);
	const withdraw = offerFirstLook(progress, begin);
	return {
		closeFunction: async () => {
			close();
			withdraw();
		},
	};
}

/** Returns ids and names of a node's credentials. */
function credentialsOf(functions: ITriggerFunctions): string[] {
	const used = Object.values(functions.getNode().credentials ?? {});
	return used.flatMap(({ id, name }) => [id ?? '', name]).filter((text) => text !== '');
}

/** Looks once for missed events, unless a look is under way. It never rejects. */
async function look<Connection, Payload, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	catchUp: CatchUp<Connection>,
	state: ProcessState,
): Promise<void> {
	const node = nodeKey(functions);
	if (!state.webhookUrls.has(node)) return;
	const progress = catchUpStateOf(state, node);
	if (progress.look !== undefined) {
		warn(
			functions,
			'The node skipped a catch-up: the previous one is still running. If this repeats, find out why the vendor responds slowly.',
		);
		return;
	}
	const controller = new AbortController();
	progress.look = controller;
	const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(LOOK_WITHIN_MS)]);
	const lookOnce = async (): Promise<Problem | undefined> => {
		const patience = patienceFor(LOOK_WITHIN_MS, state, () => !signal.aborted);
		const connection = await connectNow(functions, config, patience);
		if (!connection.ok) return connection.problem;
		const configError = config.vendor.configError?.(connection.value);
		if (configError !== undefined) return { reason: PROBLEM.misconfigured, message: configError };
		return await lookForMissed(functions, config, connection.value, state, catchUp, signal);
	};
	const tooLate = `The check did not finish within ${LOOK_WITHIN_MS / 60_000} minutes. Find out why the vendor responds slowly.`;
	const failure = await withIsolate(
		functions,
		async () => await beforeAbort(signal, lookOnce(), tooLate),
	).catch((error: unknown): Problem => {
		const reason = signal.aborted ? PROBLEM.timedOut : PROBLEM.unexpected;
		return { reason, message: messageOf(error) };
	});
	if (failure !== undefined && !controller.signal.aborted) {
		warn(
			functions,
			`The node could not check for missed events, and will try again at the next check. ${failure.message}`,
		);
		noteLookFailed(state.health, nodeRefOf(functions), failure);
	}
	if (progress.look === controller) progress.look = undefined;
}
