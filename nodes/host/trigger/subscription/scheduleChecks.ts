import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';

import type { CatchUp } from '../../../core/vendor';
import { failExecutionOf } from '../../health/failExecution';
import { findSilence, noteTick } from '../../health/noteChecks';
import { offerInspection } from '../../health/inspectors';
import { nodeRefOf } from '../../health/nodeRef';
import { lookForMissed } from '../catchUp/lookForMissed';
import { catchUpStateOf } from '../catchUpState';
import { offerFirstLook } from '../firstLook';
import { inspectTrigger } from '../inspectTrigger';
import { probe } from '../probe/probe';
import type { ProcessState } from '../processState';
import type { TriggerConfig } from '../triggerConfig';
import { nodeKey } from '../webhookUrls';
import { checkSchedule, firstLookAfterMs } from './checkSchedule';
import { readNumber } from '../../panelValues';
import { checkSubscriptions } from './checkSubscriptions';

const MINUTES_BETWEEN_CHECKS = 15;

/** Between two looks while the vendor has more changes. A check or a deactivation can come in between. */
const NEXT_LOOK_AFTER_MS = 250;

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
	const progress = catchUpStateOf(state, node);
	const closed = new AbortController();
	/** Looks, and continues until the vendor has no more changes. */
	const lookAll = async (of: CatchUp<Connection>): Promise<void> => {
		const hasMore = await lookForMissed(functions, config, of, state, closed.signal);
		if (hasMore) void lookAfter(NEXT_LOOK_AFTER_MS, of);
	};
	const lookAfter = async (ms: number, of: CatchUp<Connection>, isWanted = () => true) => {
		const { notedAt } = progress;
		await state.pause(ms);
		// A check, another activation or a deactivation may have come first.
		const isNext = progress.look === undefined && progress.notedAt === notedAt;
		if (isNext && isWanted() && !closed.signal.aborted) await lookAll(of);
	};
	const check = async () => {
		noteTick(health, ref);
		if (catchUp === undefined) findSilence(health, ref);
		const probing = probe(functions, config, state);
		const urls = state.webhookUrls.get(node);
		if (subscriptions !== undefined) await checkSubscriptions(functions, config, state, now);
		// The workflow may have been activated again. Its items would then belong to an earlier activation.
		const isSame = state.webhookUrls.get(node) === urls;
		progress.idleLooks = 0;
		if (catchUp !== undefined && isSame) await lookAll(catchUp);
		await probing;
	};
	functions.helpers.registerCron({ expression }, () => void check());
	if (catchUp === undefined) return { closeFunction: async () => close() };
	const begin = () =>
		void lookAfter(firstLookAfterMs(String(id)), catchUp, () => progress.beginFirstLook === begin);
	const withdraw = offerFirstLook(progress, begin);
	return {
		closeFunction: async () => {
			close();
			withdraw();
			closed.abort();
		},
	};
}

/** Returns ids and names of a node's credentials. */
function credentialsOf(functions: ITriggerFunctions): string[] {
	const used = Object.values(functions.getNode().credentials ?? {});
	return used.flatMap(({ id, name }) => [id ?? '', name]).filter((text) => text !== '');
}
