import {
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';

import { BoundedMap } from '../../core/cache/boundedMap';
import { EVENT_TYPES, toEvent, type Change, type Source } from '../../core/event';
import { isEmptyFilter, passesFilter } from '../../core/eventFilter';
import type { NodeRef } from '../../core/health/incident';
import { PROBLEM, ok, type Result, misconfigured } from '../../core/result';
import { eventFilterOf, filterProblem } from '../../host/eventFilterOptions';
import { nodeKey } from '../../host/trigger/webhookUrls';
import { steadyClock } from '../../host/clock';
import { isStoredApart, noteCursorStorage } from '../../host/cursorStorage';
import { noteLoadDone, notePoll, notePollFailed } from '../../host/health/noteChecks';
import { nodeRefOf } from '../../host/health/nodeRef';
import { health } from '../../host/health/registry';
import { info, messageOf, warn } from '../../host/log';
import { readNumber } from '../../host/panelValues';
import { readTestEvent, TEST_EVENT } from '../../host/testEventOption';
import { readSource } from '../../host/sourceOptions';
import { problemError, thrownProblem, valueOrProblem } from '../../host/nodeErrors';
import { KeyedMutex } from '../../host/keyedMutex';
import { SAMPLE_AT } from '../../core/sample';
import type { Shop } from '../client/api';
import { readObject, updatedChanges } from '../changes';
import { connect } from '../client/connect';
import { withPauses } from './ids/slices';
import { askEarlierAddress } from './askEarlierAddress';
import { FinishedPolls } from './finishedPolls';
import type { PollState } from './pollState';
import { readState, writeState } from './storedState';
import { isSameShop } from './sameShop';
import { readSample } from './read/readSample';
import { readPollerConfiguration } from './configuration/pollerConfiguration';
import { pollShop, type Poll } from './pollShop';
import { hasLearned, needsEmission, UnstoredStates } from './unstoredState';
import { moreResourcesOf } from '../resourceOptions';
import { ELEMENT, RESOURCES } from '../resources';
import { SAMPLE_ROWS, samples } from '../samples/samples';
import { learnable } from '../fields/ownFields';
import { endedLoads, loadedSoFar, loadProgress } from './load/loadProgress';
import { DEFAULT_BATCH, futureStart, readStartFrom } from '../../host/startFrom';
import { readFieldsToIgnore } from '../fields/volatileFields';
import type { ProcessMemory } from '../webhooks/connection';
import { processMemory } from '../processMemory';
import {
	DEFAULT_SCAN_REQUESTS,
	defaultPolledResource,
	ignoring,
	type PolledResource,
} from '../polledResource';

/**
 * A poll begins requests only in the first half of n8n's time limit. The rest is for the last request and for saving.
 */
const BUDGET_SHARE = 0.5;
const DEFAULT_BUDGET_MS = 300_000;

/** Time limit of the first poll. It is short, because a person waits in the editor during an activation. */
const ACTIVATION_BUDGET_MS = 20_000;
/**
 * Time in which resources can begin in the first poll. It is longer, so that all begin even in a slow shop. n8n 2.41
 * abandons that poll after two minutes.
 */
const BEGIN_BUDGET_MS = 60_000;

/**
 * n8n starts a poll even if the previous one is still running. Two polls at the same time would emit each event twice.
 */
const runningPolls = new KeyedMutex();

/**
 * Resources that a shop lacks and that the log has already named, by node. Without this list, each poll would repeat
 * them.
 */
const namedLacks = new BoundedMap<string, readonly string[]>(1_000);

/** Number of polls in which the earlier address of a shop had a problem, by node and addresses. */
const undecidedPolls = new BoundedMap<string, number>(1_000);
/** Maximum number of such polls, because an expired domain never responds again. */
const MOST_UNDECIDED_POLLS = 5;

const unstoredStates = new UnstoredStates();
const finishedPolls = new FinishedPolls();

/**
 * Polls a WooCommerce shop and returns the changes as items. If a request throws, the stored state stays as it was, so no
 * change is lost. After the state is set, the poll fails only if it has no changes to emit.
 *
 * @throws NodeApiError with the shop's problem, if the poll found nothing because of it
 */
export async function poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (readTestEvent(this) === TEST_EVENT.sample) return showSampleEvents(this);
	const outcome: Outcome = {};
	const node = nodeRefOf(this);
	try {
		const emitted = await pollShopOf(this, outcome);
		reportHealth(node, outcome);
		return emitted;
	} catch (error) {
		if (!reportHealth(node, outcome)) notePollFailed(health, node, thrownProblem(error));
		throw error instanceof Error ? error : new NodeOperationError(this.getNode(), messageOf(error));
	}
}

/** What a poll found, for the health of the node. Empty if the poll was skipped, or failed before it found anything. */
interface Outcome {
	found?: Poll & {
		emitted: readonly Change[];
		polled: readonly PolledResource[];
		before?: PollState;
	};
}

/** Reports a poll that read the shop. Returns whether there was one. */
function reportHealth(node: NodeRef, { found }: Outcome): boolean {
	if (found === undefined) return false;
	const { problems, polled, emitted: changes, before, state } = found;
	for (const facts of endedLoads(before, state)) noteLoadDone(health, node, facts);
	const loading = loadedSoFar(state);
	notePoll(health, node, { problems, polled: polled.map(({ name }) => name), changes, loading });
	return true;
}

async function pollShopOf(
	functions: IPollFunctions,
	outcome: Outcome,
): Promise<INodeExecutionData[][] | null> {
	const shop = valueOrProblem(
		functions.getNode(),
		await connect(functions, readTimeout(functions)),
	);
	const { account, eventAccount = account } = shop.store;
	const polled = valueOrProblem(functions.getNode(), readPolled(functions)).map((one) => ({
		...one,
		creations: processMemory.creationHashes.of(account, one.resource.objectType, shop.steadyNow()),
	}));
	const problem = filterProblem(functions);
	if (problem !== undefined)
		throw problemError(functions.getNode(), { reason: PROBLEM.misconfigured, message: problem });
	const source = readSource(functions, { ...ELEMENT, account: eventAccount });
	if (functions.getMode() === 'manual') {
		checkStart(functions, polled, undefined);
		return await showSamples(functions, shop, polled, source);
	}

	const place = nodeKey(functions);
	if (runningPolls.isLocked(place)) {
		warn(
			functions,
			`The node skipped a poll of ${shop.store.account}: the previous one is still running. If this repeats, poll less often, or find out why the shop is slow.`,
		);
		return null;
	}
	return await runningPolls.runExclusive(
		place,
		async () => await pollOnce(functions, shop, polled, source, outcome),
	);
}

async function pollOnce(
	functions: IPollFunctions,
	shop: Shop,
	polled: readonly PolledResource[],
	source: Source,
	outcome: Outcome,
): Promise<INodeExecutionData[][] | null> {
	const staticData = functions.getWorkflowStaticData('node');
	noteCursorStorage(functions, staticData);
	const node = nodeKey(functions);
	const count = readNumber(staticData.polls, 0, Number.MAX_SAFE_INTEGER, 0);
	if (!isStoredApart(staticData) && finishedPolls.isBehind(node, count, steadyClock())) {
		warn(
			functions,
			`The node skipped a poll of ${shop.store.account}: n8n has not stored the cursor of the previous one yet. If this repeats, find out why n8n's database is slow.`,
		);
		return null;
	}
	const previous = await previousState(functions, staticData, shop, polled);
	checkStart(functions, polled, previous);
	shareLearned(processMemory, polled, previous);
	const started = steadyClock();
	const within = (ms: number) => () => steadyClock() - started < ms;
	const budget = within(budgetOf(functions, previous));
	const result = await pollShop(shop, polled, previous, budget, within(BEGIN_BUDGET_MS));
	const wanted = readEventTypes(functions);
	const filter = eventFilterOf(functions);
	const isChosen = (change: Change) =>
		wanted.includes(change.eventType) &&
		(isEmptyFilter(filter) ||
			passesFilter(
				toEvent(change, { ...source, includeRaw: true }, { capture: 'polling', receivedAt: 0 }),
				filter,
			));
	const changes = result.changes.filter(isChosen);
	outcome.found = { ...result, emitted: changes, polled, before: previous };
	staticData.state = await withPauses(writeState(result.state), shop.pause);
	shareLearned(processMemory, polled, result.state);
	staticData.polls = count + 1;
	const isEmitting =
		changes.length > 0 ||
		(needsEmission(functions.getNode(), staticData) &&
			unstoredStates.isDue(node, hasLearned(result, previous), started));
	report(functions, result, isEmitting, previous, polled);
	for (const progress of loadProgress(shop.store.account, previous, result.state))
		info(functions, progress);
	finishedPolls.noteEnded(node, count + 1, steadyClock());
	if (!isEmitting) return null;
	unstoredStates.noteEmitted(node, started);
	return items(changes, source, shop.now());
}

/**
 * Checks the start date of a load that has not begun. A clock that is set back later must not stop the poll.
 *
 * @throws the problem with a date in the future
 */
function checkStart(
	functions: IPollFunctions,
	polled: readonly PolledResource[],
	previous: PollState | undefined,
): void {
	const [{ startFrom }] = polled;
	const states = Object.values(previous?.resources ?? {});
	if (states.some(({ load }) => load?.choice === startFrom?.choice)) return;
	const problem = futureStart(startFrom);
	if (problem !== undefined) throw problemError(functions.getNode(), problem);
}

function readEventTypes(functions: IPollFunctions): string[] {
	return functions.getNodeParameter('eventTypes', [...EVENT_TYPES]) as string[];
}

/** Shares the learned fields with the webhook triggers of this process, so that they ignore these fields too. */
export function shareLearned(
	{ learnedFields }: Pick<ProcessMemory, 'learnedFields'>,
	polled: readonly PolledResource[],
	state: PollState | undefined,
): void {
	if (state === undefined) return;
	for (const { name, resource } of polled) {
		const learned = learnable(resource.path, state.resources[name]?.learned ?? []);
		learnedFields.note(state.account, resource.objectType, learned);
	}
}

/** Returns the configuration as it was entered. It is an option, but in version 1 of the node a parameter. */
function readConfigured(functions: IPollFunctions): unknown {
	const { pollerConfiguration } = functions.getNodeParameter('options', {}) as IDataObject;
	return pollerConfiguration ?? functions.getNodeParameter('pollerConfiguration', '');
}

/** Returns the configured resources, and the selected ones that are not configured. */
function readPolled(functions: IPollFunctions): Result<PolledResource[]> {
	const configured = readPollerConfiguration(readConfigured(functions));
	if (!configured.ok) return configured;
	const chosen = functions.getNodeParameter('resources', []) as string[];
	const unknown = chosen.find((name) => !Object.hasOwn(RESOURCES, name));
	if (unknown !== undefined)
		return misconfigured(
			`The parameter Resources cannot be used: ${JSON.stringify(unknown)} is not a resource. Choose from ${Object.keys(RESOURCES).join(', ')}, or use ${moreResourcesOf(functions.getNode().typeVersion)} for others.`,
		);
	const isConfigured = (name: string) =>
		configured.value.some((one) => one.name === name || one.resource.path === RESOURCES[name].path);
	const selected = chosen
		.filter((name) => !isConfigured(name))
		.map((name) => defaultPolledResource(name, RESOURCES[name]));
	const both = [...configured.value, ...selected];
	const distinct = withDistinctTypes(both);
	if (!distinct.ok) return distinct;
	const scanRequests = readScanRequests(functions);
	const fields = readFieldsToIgnore((name, fallback) => functions.getNodeParameter(name, fallback));
	const most = readOption(functions, 'pageSize', 2, 100);
	const startFrom = readStartFrom(
		{
			choice: functions.getNodeParameter('startFrom', 'now'),
			date: functions.getNodeParameter('startDate', ''),
			batchSize: functions.getNodeParameter('batchSize', DEFAULT_BATCH),
		},
		functions.getNode(),
		() => functions.getTimezone(),
	);
	if (!startFrom.ok) return startFrom;
	const all = both.map((one) => ({
		...ignoring(one, fields),
		scanRequests,
		startFrom: startFrom.value,
		pageSize: Math.min(one.pageSize, most ?? one.pageSize),
	}));
	return all.length > 0
		? ok(all)
		: misconfigured('Polling failed: no resource is selected. Choose at least one resource.');
}

/**
 * Rejects two lists with the same `objectType`. If an object of each had the same ID, their events would have the same
 * id, and a receiver would drop one of them. A different `objectType` would change the ids in workflows that poll one
 * such list. The path cannot be a part of the id, because webhooks of a plugin's topic do not contain it.
 */
function withDistinctTypes(polled: readonly PolledResource[]): Result<undefined> {
	for (const one of polled) {
		const isSame = ({ resource: { path, objectType } }: PolledResource) =>
			objectType === one.resource.objectType && path !== one.resource.path;
		const other = polled.find(isSame);
		if (other !== undefined)
			return misconfigured(
				`Polling failed: ${one.name} (${one.resource.path}) and ${other.name} (${other.resource.path}) both have the objectType ${one.resource.objectType}, so events of different objects would have the same id. Remove one of them. If you need both, poll the other one in another workflow that sends to another receiver.`,
			);
	}
	return ok(undefined);
}

/** Returns the maximum duration of a request in milliseconds, or undefined for the default. */
function readTimeout(functions: IPollFunctions): number | undefined {
	const seconds = readOption(functions, 'timeout', 5, 60);
	return seconds === undefined ? undefined : seconds * 1000;
}

/** Returns a number of the options within its limits, or undefined if none is set. */
function readOption(
	functions: IPollFunctions,
	name: string,
	least: number,
	most: number,
): number | undefined {
	const options = functions.getNodeParameter('options', {}) as Record<string, unknown>;
	return readNumber(options[name], least, most, undefined);
}

/** Returns the panel's choice, a number from an expression, or the default. */
function readScanRequests(functions: IPollFunctions): number {
	const { scanRequests } = functions.getNodeParameter('options', {}) as {
		scanRequests?: { value?: unknown } | number | string;
	};
	const chosen = typeof scanRequests === 'object' ? scanRequests.value : scanRequests;
	const requests = Math.floor(Number(chosen ?? DEFAULT_SCAN_REQUESTS));
	return requests >= 1 ? Math.min(requests, 999) : DEFAULT_SCAN_REQUESTS;
}

/** Returns the state after the last poll, if it is about this shop. */
async function previousState(
	functions: IPollFunctions,
	staticData: IDataObject,
	shop: Shop,
	polled: readonly PolledResource[],
): Promise<PollState | undefined> {
	const read = await withPauses(readState(staticData.state), shop.pause);
	if (!read.ok) {
		if (read.reason === 'damaged') {
			unstoredStates.noteReplaced(nodeKey(functions));
			warn(
				functions,
				`Reading the stored state of ${shop.store.account} failed, so polling starts again now and does not emit the changes since the last poll. Look for these changes in the shop.`,
			);
		}
		return undefined;
	}
	const { state } = read;
	const { account: now, eventAccount } = shop.store;
	if (state.account === now) return state;
	const askWithoutKeys = askEarlierAddress(functions, shop.store);
	const move = JSON.stringify([nodeKey(functions), state.account, now]);
	const mayAskAgain = () => {
		const polls = (undecidedPolls.get(move) ?? 0) + 1;
		undecidedPolls.set(move, polls);
		return polls < MOST_UNDECIDED_POLLS;
	};
	const isSame = await isSameShop({ shop, polled, state, askWithoutKeys, mayAskAgain });
	const continues = valueOrProblem(functions.getNode(), isSame);
	unstoredStates.noteReplaced(nodeKey(functions));
	if (continues) {
		const ids =
			eventAccount === undefined
				? `The ids of its events change with the address, including those of webhook events. To keep the earlier ids, enter the earlier address in Earlier Store URL of the credential.`
				: `Its events keep the account ${eventAccount} and their ids.`;
		info(functions, `Polling of ${state.account} continues at ${now}. ${ids}`);
		return { ...state, account: now };
	}
	warn(
		functions,
		`The credential now names ${now} instead of ${state.account}, and the node could not confirm that both are the same shop. So polling begins again now, and the changes since the last poll of ${state.account} are not emitted. If ${now} is the wrong shop, choose the credential of ${state.account}.`,
	);
	return undefined;
}

/** Returns the time in which a poll may begin new requests, in milliseconds. */
function budgetOf(functions: IPollFunctions, previous: PollState | undefined): number {
	const host = functions.getPollBudgetMs?.() ?? DEFAULT_BUDGET_MS;
	const share = host * BUDGET_SHARE;
	return previous === undefined ? Math.min(share, ACTIVATION_BUDGET_MS) : share;
}

/**
 * Logs the problems if the poll emits something, because an exception would lose the items. Otherwise, or if polling
 * could not begin, the poll fails with the first problem.
 */
function report(
	functions: IPollFunctions,
	{ problems, warnings, state }: Poll,
	isEmitting: boolean,
	previous: PollState | undefined,
	polled: readonly PolledResource[],
): void {
	const node = functions.getNode();
	for (const { warning } of warnings) warn(functions, warning);
	const place = nodeKey(functions);
	const lacked = problems.filter(({ problem }) => problem.isOptional);
	const isAll = lacked.length === polled.length;
	const failed = isAll ? problems : problems.filter(({ problem }) => !problem.isOptional);
	if (!isAll) {
		const named = namedLacks.get(place) ?? [];
		for (const one of lacked) if (!named.includes(one.name)) warnOf(functions, one);
		namedLacks.set(
			place,
			lacked.map(({ name }) => name),
		);
	}
	if (failed.length === 0) return;
	const neverBegan = failed.some(({ name }) => state.resources[name] === undefined);
	if (!isEmitting || (neverBegan && previous === undefined))
		throw problemError(node, failed[0].problem);
	for (const one of failed) warnOf(functions, one);
}

function warnOf(functions: IPollFunctions, { name, problem }: Poll['problems'][number]): void {
	warn(functions, `${name} could not be polled. ${problem.message}`);
}

function items(
	changes: readonly Change[],
	source: Source,
	receivedAt: number,
): INodeExecutionData[][] {
	const capture = { capture: 'polling', receivedAt } as const;
	return [
		changes.map((change) => ({ json: { ...toEvent(change, source, capture) } as IDataObject })),
	];
}

async function showSamples(
	functions: IPollFunctions,
	shop: Shop,
	polled: readonly PolledResource[],
	source: Source,
): Promise<INodeExecutionData[][] | null> {
	const wanted = readEventTypes(functions);
	const changes: Change[] = [];
	for (const one of polled) {
		const read = await readSample({ shop, polled: one }, wanted);
		changes.push(...valueOrProblem(functions.getNode(), read));
	}
	if (changes.length === 0)
		throw problemError(functions.getNode(), {
			reason: PROBLEM.notFound,
			message: `Reading a sample failed: the selected resources of ${shop.store.account} have no objects yet. Create one in the shop, or set Options > Test Event to Sample, and try again.`,
		});
	return items(changes, source, shop.now());
}

/** Returns an invented object of each selected resource, without any request. */
function showSampleEvents(functions: IPollFunctions): INodeExecutionData[][] {
	const polled = valueOrProblem(functions.getNode(), readPolled(functions));
	const changes = polled.flatMap((one) => {
		const row = SAMPLE_ROWS.get(one.resource.objectType);
		return row === undefined ? [] : updatedChanges(one, readObject(one, row), SAMPLE_AT);
	});
	if (changes.length === 0)
		throw problemError(functions.getNode(), {
			reason: PROBLEM.notFound,
			message: `Reading a sample failed: no sample event exists for ${polled.map(({ name }) => name).join(', ')}. Set Options > Test Event to Newest Change, or select orders too.`,
		});
	const source = readSource(functions, { ...ELEMENT, account: samples.account });
	return items(changes, source, SAMPLE_AT);
}
