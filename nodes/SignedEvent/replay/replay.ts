import {
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { isoSecond } from '../../core/dates';
import { err, misconfigured, ok, PROBLEM, type Result } from '../../core/result';
import { steadyClock, type Clock } from '../../host/clock';
import { withoutException } from '../../host/exceptions';
import { patienceFor } from '../../host/patience';
import { collector, type Collected, type Collector } from '../../host/replay/collector';
import type { OpenAccount, Replayable } from '../../host/replay/replayable';
import { inSlices, SLICE } from '../../host/slices';
import { readSource } from '../../host/sourceOptions';
import { readCredential } from '../../host/trigger/credential';
import { toItem } from '../../host/trigger/items';
import { REPLAYABLE } from '../../vendors';
import { errorItem } from '../errorItem';
import { MOST_COUNTED, MOST_EVENTS, MOST_RAW, REPLAY_FOR_MS } from './limits';
import { previewOf } from './preview';
import { countRequests } from './countRequests';
import { panelOf, parametersOf, readSettings, type Settings } from './settings';

/** Reads the events of a span from a vendor again, and emits them in the order of their dates. */
export async function replay(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return await replayFrom(this, REPLAYABLE, steadyClock);
}

/** The same, with other vendors and another clock for durations. */
export async function replayFrom(
	functions: IExecuteFunctions,
	vendors: readonly Replayable[],
	clock: Clock,
): Promise<INodeExecutionData[][]> {
	const output: INodeExecutionData[] = [];
	for (const item of functions.getInputData().keys()) {
		const replayed = await withoutException(
			async () => await replayOne(functions, item, vendors, clock),
			(message) => `Replay failed: ${message}. Report this as a bug if it happens again.`,
		);
		if (!replayed.ok) {
			const { message, reason } = replayed.problem;
			output.push(errorItem(functions, message, item, reason));
			continue;
		}
		for (const one of replayed.value) output.push({ ...one, pairedItem: { item } });
	}
	return [output];
}

async function replayOne(
	functions: IExecuteFunctions,
	item: number,
	vendors: readonly Replayable[],
	clock: Clock,
): Promise<Result<INodeExecutionData[]>> {
	const read = readSettings(functions, item, vendors);
	if (!read.ok) return read;
	const settings = read.value;
	const startedAt = clock();
	const isCancelled = () => functions.getExecutionCancelSignal?.()?.aborted === true;
	const isLate = () => clock() - startedAt >= REPLAY_FOR_MS;
	const counted = countRequests(functions);
	const mayGoOn = () => !isLate() && !isCancelled();
	const patience = patienceFor(REPLAY_FOR_MS, { clock, pause: sleep }, mayGoOn);
	const parameter = parametersOf(functions, item);
	const credential = await readCredential(functions, settings.vendor.credentialType(parameter));
	if (!credential.ok) return credential;
	const opened = await settings.vendor.open({
		functions: counted.functions,
		credential: credential.value,
		parameter,
		patience,
	});
	if (!opened.ok) return opened;
	const { account } = opened.value;
	const source = readSource(panelOf(functions, item), { ...settings.vendor, account });
	const room = {
		most: settings.isPreview ? MOST_COUNTED : (settings.limit ?? MOST_EVENTS),
		mostRaw: MOST_RAW,
		isCount: settings.isPreview,
	};
	const events = collector(settings, room, source, Date.now());
	const asked = await ask(opened.value, settings, events, mayGoOn);
	if (!asked.ok) return asked;
	const found = events.result();
	if (events.isFull()) return tooLarge();
	if (isLate()) return tooSlow();
	if (isCancelled()) return err(PROBLEM.timedOut, 'Replay stopped: the execution was cancelled.');
	if (!asked.value.isComplete) return tooLong();
	const isAll = settings.isPreview || settings.limit === undefined;
	if (found.isCut && isAll) return tooMany(settings, found);
	const { warnings } = asked.value;
	for (const message of warnings) hint(functions, message);
	if (settings.isPreview) {
		const requests = counted.count();
		const preview = previewOf(settings, found, { account, requests, warnings });
		return ok([{ json: preview as unknown as IDataObject }]);
	}
	if (found.kept.length === 0) hint(functions, nothingFound(settings, account));
	return ok(found.kept.flatMap(({ event }) => (event === undefined ? [] : [toItem(event)])));
}

async function ask(
	{ read }: OpenAccount,
	{ objectTypes, from, to, ids, isPreview, limit = Infinity }: Settings,
	events: Collector,
	mayGoOn: () => boolean,
) {
	const mayTake = () => mayGoOn() && !events.isFull();
	return await read({
		...{ objectTypes, from, to, ids },
		mostPerList: isPreview ? Infinity : limit,
		async take(changes) {
			let taken = 0;
			await inSlices(changes, SLICE, mayTake, (slice) => void (taken += events.take(slice)));
			return taken;
		},
		mayGoOn: mayTake,
	});
}

function hint(functions: IExecuteFunctions, message: string): void {
	functions.addExecutionHints({ message, location: 'outputPane' });
}

function nothingFound({ objectTypes, from, to }: Settings, account: string): string {
	const end = to === Infinity ? 'now' : isoSecond(to);
	return `The replay found no events of ${objectTypes.join(', ')} of ${account} from ${isoSecond(from)} to ${end}. If you expected some, choose an earlier From, more object types, no Object IDs, or no filters.`;
}

const SHORTER = 'Choose a shorter span, fewer object types, or Object IDs.';

function tooMany({ isPreview }: Settings, { kept }: Collected): Result<never> {
	const last = kept.at(-1)?.date ?? '';
	if (isPreview)
		return misconfigured(
			`The preview failed: the span has more than ${MOST_COUNTED.toLocaleString('en')} events. ${SHORTER}`,
		);
	return misconfigured(
		`Replay failed: the span has more than ${MOST_EVENTS.toLocaleString('en')} events. Enter ${last} as To. Then replay the rest with that date as From. Or switch Return All off and set Limit.`,
	);
}

function tooLarge(): Result<never> {
	return misconfigured(
		`Replay failed: the raw objects of the events exceed ${MOST_RAW / 1024 / 1024} MB. ${SHORTER} Or switch Options > Include Raw Object off.`,
	);
}

function tooSlow(): Result<never> {
	return err(
		PROBLEM.timedOut,
		`Replay failed: reading took more than ${REPLAY_FOR_MS / 60_000} minutes. ${SHORTER}`,
	);
}

function tooLong(): Result<never> {
	return misconfigured(`Replay failed: the vendor's lists have too many rows. ${SHORTER}`);
}
