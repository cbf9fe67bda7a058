import type { ITriggerFunctions } from 'n8n-workflow';

import type { Inspection } from '../health/inspectors';
import { err, misconfigured, ok, PROBLEM, type Problem, type Result } from '../../core/result';
import { inTime } from '../deadline';
import { withoutException } from '../exceptions';
import { messageOf } from '../log';
import { catchUpStateOf } from './catchUpState';
import { unreachableReason } from './callableUrl';
import { withIsolate } from './isolate';
import { probe } from './probe/probe';
import type { ProcessState } from './processState';
import { inWords, list, planFor } from './subscription/reconcile';
import { connectNow, type TriggerConfig } from './triggerConfig';
import { nodeKey } from './webhookUrls';
import { placeOf } from './subscription/placeOf';

/** A person or an agent waits for the result. */
const WITHIN_MS = 50_000;
const PROBE_RETRY_MS = 3_000;

const TOO_SLOW = err(
	PROBLEM.timedOut,
	`The vendor did not respond to all requests within ${WITHIN_MS / 1_000} seconds. Try again later.`,
);

/**
 * Inspects a node: its credential, its subscriptions, its permissions and its URL. It changes nothing at the
 * vendor, and never rejects.
 */
export async function inspectTrigger<Connection, Payload, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
): Promise<Inspection> {
	const urls = state.webhookUrls.get(nodeKey(functions));
	const inspection: Inspection = {
		warnings: [],
		url: urls?.wanted,
		...catchUpOf(functions, config, state),
	};
	if (urls === undefined) return inspection;
	const probing = probe(functions, { ...config, probeRetryMs: PROBE_RETRY_MS }, state);
	const asked = await inTime(
		withIsolate(functions, async () => await askVendor(functions, config, state, inspection)).catch(
			(error: unknown) => err(PROBLEM.unexpected, messageOf(error)),
		),
		WITHIN_MS,
		TOO_SLOW,
	);
	const problem = asked.ok ? undefined : asked.problem;
	return { ...inspection, ...(problem && { problem }), probe: await probing };
}

/** Adds what the vendor responds to an inspection. Returns the first problem. */
async function askVendor<Connection, Payload, Wanted, Existing>(
	functions: ITriggerFunctions,
	config: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
	inspection: Inspection,
): Promise<Result<undefined>> {
	const { vendor } = config;
	const urls = state.webhookUrls.get(nodeKey(functions));
	const connected = await connectNow(functions, config);
	if (!connected.ok || urls === undefined) return connected.ok ? ok(undefined) : connected;
	const connection = connected.value;
	inspection.account = vendor.account(connection);
	const configError = vendor.configError?.(connection);
	if (configError !== undefined) return misconfigured(configError);
	const { subscriptions, catchUp } = vendor;
	inspection.uncallable = unreachableReason(
		functions.getNode(),
		urls.wanted,
		subscriptions?.callable(connection),
	);
	const problems: Problem[] = [];
	const note = <Value>(result: Result<Value>): Value | undefined => {
		if (result.ok) return result.value;
		problems.push(result.problem);
		return undefined;
	};
	const safely = async <Value>(ask: () => Promise<Result<Value>>) =>
		note(
			await withoutException(
				ask,
				(message) => `The vendor's response is unreadable (${message}). Try again later.`,
			),
		);
	if (vendor.inspect !== undefined) {
		const { inspect } = vendor;
		inspection.warnings.push(
			...((await safely(async () => await inspect(connection, Date.now()))) ?? []),
		);
	}
	if (subscriptions !== undefined) {
		const isByHand = subscriptions.isByHand?.(connection) ?? false;
		const existing = isByHand
			? []
			: await safely(async () => await list(subscriptions, connection));
		if (existing !== undefined) {
			const wanted = subscriptions.wanted(connection, urls.wanted);
			const plan = await safely(
				async () =>
					await planFor(subscriptions, connection, urls, {
						list: async () => ok(existing),
						isServedElsewhere: async () => true,
					}),
			);
			const describe = (one: Wanted | Existing) => inWords(subscriptions, one);
			const own = existing.filter((one) => placeOf(subscriptions.urlOf(one), urls) === 'here');
			inspection.subscriptions = {
				isByHand,
				wanted: wanted.map(describe),
				existing: own.map(describe),
				missing: plan?.create.map(describe) ?? [],
				changed: plan?.update.map((one) => describe(one.existing)) ?? [],
				surplus: plan?.remove.map(describe) ?? [],
				elsewhere: plan?.servedElsewhere ?? [],
			};
		}
	}
	// It reads no changes, and says which lists the credential may not read.
	const begun = catchUp && (await safely(async () => await catchUp.begin(connection)));
	inspection.warnings.push(...(begun?.warnings ?? []));
	return problems.length === 0 ? ok(undefined) : { ok: false, problem: problems[0] };
}

function catchUpOf<Connection, Payload, Wanted, Existing>(
	functions: ITriggerFunctions,
	{ vendor }: TriggerConfig<Connection, Payload, Wanted, Existing>,
	state: ProcessState,
): Pick<Inspection, 'catchUp'> {
	if (vendor.catchUp === undefined) return {};
	const { look, cursor } = catchUpStateOf(state, nodeKey(functions));
	const watermark = cursor?.watermark;
	if (look !== undefined) return { catchUp: { state: 'running', watermark } };
	return { catchUp: { state: cursor === undefined ? 'pending' : 'idle', watermark } };
}
