import {
	NodeApiError,
	NodeOperationError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { errorItem } from '../errorItem';
import { nextAttemptAt } from './retrySchedule';
import { messageOf, warn } from '../../host/log';
import { processedStore } from '../../host/processedStore';
import { isTestExecution } from '../../host/testExecution';
import { isOutputConnected } from '../../host/outputs';
import { rulesOf, type AddressRules } from '../../host/allowedAddress';
import { Deduplicator, marksOf } from './deduplicator';
import { DELIVERY_FAILURE, type Undelivered } from '../../core/envelope/deliverySchemas';
import { deliver, type Transport } from './deliver';
import { mapLimit } from './mapLimit';
import {
	duplicateKeys,
	isMessage,
	makeEvent,
	MAPPED_FIELDS,
	readTexts,
	parseEvent,
	parseMessage,
	rawHasher,
	type MappedFields,
	type InvalidItem,
	type ParsedItem,
} from './parseItem';
import { toMessages, type Message } from './toMessages';
import { post, type SignedRequest } from './post';
import { readEmitSettings, type EmitSettings } from './settings';
import { isFinal } from './deliveryFailure';

/** The outputs by index. */
const OUTPUT = { delivered: 0, undelivered: 1 } as const;

/** Shared by the process, because executions of one node run in parallel. */
const deduplicator = new Deduplicator();

/** Wraps events in envelopes, signs them, posts them if there is a callback URL, and returns the messages. */
export async function emit(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = await readEmitSettings(this);
	const run = new Run(this, settings, transportFor(this, settings));
	const parsed = run.parseItems();
	if (settings.skipDuplicates) await emitOnce(this, run, parsed);
	else await run.send(parsed, new Set());
	hintSkipped(this, parsed.length - run.taken, parsed.length);
	return run.finish();
}

/**
 * Skips duplicates. Items without a callback URL count as done when they are emitted, and n8n discards the output of an
 * execution that fails. So they come last, and not at all after a failure.
 *
 * A test in the editor asks for duplicates and records nothing. Otherwise the active workflow would skip the event that
 * the test has shown.
 */
async function emitOnce(
	functions: IExecuteFunctions,
	run: Run,
	parsed: readonly ParsedItem[],
): Promise<void> {
	const key = nodeKey(functions);
	const store = processedStore(functions);
	const isTest = isTestExecution(functions);
	const send = async (items: readonly ParsedItem[], done: Set<string>) =>
		await run.send(items, isTest ? new Set() : done);
	const [posted, emitted] = partition(parsed, ({ callbackUrl }) => callbackUrl !== '');
	await deduplicator.runOnce(key, store, posted, send);
	if (run.hasFailed) return;
	const sent = new Set<ParsedItem>();
	try {
		await deduplicator.runOnce(key, store, emitted, async (items, done) => {
			for (const item of items) sent.add(item);
			await send(items, done);
		});
	} catch (error) {
		// Some items may count as done already, so the execution must not fail now.
		if (sent.size === 0) throw new NodeOperationError(functions.getNode(), error as Error);
		warn(
			functions,
			`The search for duplicates failed: ${messageOf(error)}. The node emitted the remaining items without it, so some may be duplicates. Check n8n's database.`,
		);
		await run.send(
			emitted.filter((item) => !sent.has(item)),
			new Set(),
		);
	}
}

function partition<Each>(all: readonly Each[], isFirst: (one: Each) => boolean): [Each[], Each[]] {
	return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

/** Adds a hint that explains why an output is empty. */
function hintSkipped(functions: IExecuteFunctions, skipped: number, all: number): void {
	if (skipped === 0) return;
	const items = `${all} ${all === 1 ? 'item' : 'items'}`;
	const message =
		skipped === 1
			? `1 of ${items} was skipped, because its event was delivered before. To send it again, turn off Skip Duplicates.`
			: `${skipped} of ${items} were skipped, because their events were delivered before. To send them again, turn off Skip Duplicates.`;
	functions.addExecutionHints({ message, location: 'outputPane' });
}

/** The transport of all items. Each item has its own rule for private addresses. */
type SharedTransport = Omit<Transport, 'rules'> & { rules: Omit<AddressRules, 'allowsLocal'> };

/** One execution of the node: its outputs, and the callbacks that want no more events. */
class Run {
	private readonly outputs: INodeExecutionData[][] = [[], []];
	/** Failed deliveries that fail the execution: the second output is not connected, and the node stops on errors. */
	private readonly failures: Array<{ outcome: Undelivered; item: number }> = [];
	/** Callbacks that responded with HTTP 410, by URL. */
	private readonly gone = new Map<string, Undelivered>();
	/** Number of items that were not skipped as duplicates. */
	taken = 0;

	constructor(
		private readonly functions: IExecuteFunctions,
		private readonly settings: EmitSettings,
		private readonly transport: SharedTransport,
	) {}

	/** Returns the valid items. An invalid one becomes an error item, or is thrown if the node stops on errors. */
	parseItems(): ParsedItem[] {
		const parse = itemParser(this.functions, this.settings);
		return this.functions.getInputData().flatMap(({ json }, item) => {
			const parsed = parse(json, item);
			if ('ok' in parsed) {
				this.outputs[OUTPUT.delivered].push(invalidItemOutput(this.functions, parsed, item));
				return [];
			}
			if (!isUnproven(parsed) || this.settings.perItem[item].signUnproven) return [parsed];
			this.emitUnproven(json, parsed);
			return [];
		});
	}

	/** Emits the item as it came in, so that it can be sent after the option is changed. */
	private emitUnproven(event: IDataObject, { item, callbackUrl: url }: ParsedItem): void {
		const outcome: Undelivered = {
			...{ ok: false, reason: DELIVERY_FAILURE.unproven, message: UNPROVEN, url },
			...{ durationMs: 0, tries: 0 },
		};
		const state = { delivery: { ...outcome }, attempt: 0, final: true, nextAttemptAt: null };
		this.emitUndelivered([item], { ...event, ...state }, outcome);
	}

	/** Adds to `done` the ids of delivered items; without a callback URL, those of emitted items. */
	readonly send = async (items: readonly ParsedItem[], done: Set<string>): Promise<void> => {
		this.taken += items.length;
		const messages = toMessages(items, this.settings, this.transport.now());
		await mapLimit(messages, this.settings.concurrency, async (message) => {
			const isDone =
				message.callbackUrl === '' ? this.emitMessage(message) : await this.post(message);
			if (isDone) for (const id of marksOf(message.keys)) done.add(id);
		});
	};

	/** Whether `finish` will throw. */
	get hasFailed(): boolean {
		return this.failures.length > 0;
	}

	/** Returns the outputs, or throws the first failed delivery that no output reports. */
	finish(): INodeExecutionData[][] {
		const [first, ...others] = this.failures;
		if (first === undefined) return this.outputs;
		const { outcome, item: itemIndex } = first;
		const count = others.length > 0 ? `${this.failures.length} deliveries failed. The first: ` : '';
		const message = count + outcome.message;
		const httpCode = outcome.status === undefined ? undefined : String(outcome.status);
		throw new NodeApiError(this.functions.getNode(), { message }, { message, httpCode, itemIndex });
	}

	private emitMessage(message: Message): true {
		const request = this.sign(message, this.transport.now());
		const json = messageJson(message, request);
		this.outputs[OUTPUT.delivered].push({ json, pairedItem: pairedItems(message) });
		return true;
	}

	private async post(message: Message): Promise<boolean> {
		const { callbackUrl: url, items } = message;
		const { allowsLocal } = this.settings.perItem[items[0]];
		const transport = { ...this.transport, rules: { ...this.transport.rules, allowsLocal } };
		const known = this.gone.get(url);
		const { outcome, request } =
			known === undefined
				? await deliver(transport, url, (now) => this.sign(message, now))
				: {
						outcome: { ...known, durationMs: 0, tries: 0 },
						request: this.sign(message, this.transport.now()),
					};
		const attempt = message.attempt + 1;
		const json = messageJson(message, request, { delivery: { ...outcome }, attempt });
		if (outcome.ok) {
			this.outputs[OUTPUT.delivered].push({ json, pairedItem: pairedItems(message) });
			return true;
		}
		if (outcome.reason === DELIVERY_FAILURE.gone) this.gone.set(url, outcome);
		this.emitUndelivered(items, { ...json, ...this.nextAttempt(outcome, attempt) }, outcome);
		return false;
	}

	private emitUndelivered(items: number[], json: IDataObject, outcome: Undelivered): void {
		const pairedItem = pairedItems({ items });
		if (isOutputConnected(this.functions, OUTPUT.undelivered))
			this.outputs[OUTPUT.undelivered].push({ json, pairedItem });
		else if (this.functions.continueOnFail()) {
			const { message } = outcome;
			const error = new NodeApiError(this.functions.getNode(), { message }, { message });
			this.outputs[OUTPUT.delivered].push({ json, error, pairedItem });
		} else this.failures.push({ outcome, item: items[0] });
	}

	/** When the workflow may try again. */
	private nextAttempt(
		{ reason, retryAfterMs }: Undelivered,
		attempt: number,
	): { final: boolean; nextAttemptAt: string | null } {
		const { now, random } = this.transport;
		const next = isFinal(reason)
			? undefined
			: nextAttemptAt(this.settings.retrySchedule, attempt, {
					now: now(),
					retryAfterMs,
					random: random(),
				});
		if (next === undefined) return { final: true, nextAttemptAt: null };
		return { final: false, nextAttemptAt: new Date(next).toISOString() };
	}

	private sign({ id, headers, body, items }: Message, now: number): SignedRequest {
		const { sign, perItem } = this.settings;
		return { headers: { ...perItem[items[0]].headers, ...headers, ...sign(id, body, now) }, body };
	}
}

function transportFor(functions: IExecuteFunctions, settings: EmitSettings): SharedTransport {
	const { helpers } = functions;
	const { retries, timeout } = settings;
	return {
		post: async (destination, request) => await post(helpers, destination, request, timeout),
		rules: rulesOf(helpers, timeout),
		retries,
		now: Date.now,
		random: Math.random,
		pause: sleep,
	};
}

/** Returns a function that parses an item with the parameters that expressions may set per item. */
function itemParser(
	functions: IExecuteFunctions,
	{ ownKeys, envelope, skipDuplicates }: EmitSettings,
): (json: IDataObject, item: number) => ParsedItem | InvalidItem {
	const hashOf = rawHasher();
	const isBinary = envelope === 'cloudEventsBinary';
	const isMapped = functions.getNodeParameter('input', 0, 'events') === 'fields';
	const names = isMapped ? (['callbackUrl', ...MAPPED_FIELDS] as const) : ['callbackUrl' as const];
	return (json, item) => {
		const texts = readTexts(names, (name) => functions.getNodeParameter(name, item, ''));
		if (!texts.ok) return texts;
		const { callbackUrl } = texts.value;
		// With Any JSON, a stranger may have made the item look like a message of this node.
		if (!isMapped && isMessage(json)) {
			const message = parseMessage(json, { ownKeys, isBinary });
			return message.ok ? { kind: 'message', item, callbackUrl, ...message.value } : message;
		}
		const event = isMapped
			? makeEvent(texts.value as MappedFields, json, {
					instanceName: functions.getNode().name,
					now: Date.now(),
				})
			: parseEvent(json);
		if (!event.ok) return event;
		const keys = skipDuplicates ? duplicateKeys(event.value, hashOf) : [];
		return { kind: 'event', item, callbackUrl, keys, event: event.value };
	};
}

const UNPROVEN =
	'The event was not sent: it is unproven, because the vendor has neither signed nor confirmed it. To sign and send it anyway, turn on the option Sign Unproven Events.';

function isUnproven(item: ParsedItem): boolean {
	return item.kind === 'event' ? item.event.unproven === true : item.isUnproven;
}

/** Returns an output item. n8n shows its columns in this order, and the body is the widest. */
function messageJson(
	{ id, events }: Message,
	{ headers, body }: SignedRequest,
	state: IDataObject = {},
): IDataObject {
	return { id, events: [...events], ...state, headers, body: body.toString('utf8') };
}

function pairedItems({ items }: Pick<Message, 'items'>) {
	return items.map((item) => ({ item }));
}

const INVALID: Readonly<Record<InvalidItem['what'], { failure: string; nextStep: string }>> = {
	event: {
		failure: 'is not an event',
		nextStep: 'Connect a trigger of this package, or set Input to Any JSON and map the fields.',
	},
	message: {
		failure: 'cannot be sent again',
		nextStep: 'Pass the body and headers that this node emitted, unchanged.',
	},
	json: {
		failure: 'cannot be emitted',
		nextStep: 'Keep only the fields that the receiver needs.',
	},
	parameter: { failure: 'cannot be emitted', nextStep: 'Correct the parameter or its expression.' },
};

/** The titles in the panel of the parameters that are read for each item. */
const PANEL_TITLES: Readonly<Record<string, string | undefined>> = {
	callbackUrl: 'Callback URL',
	source: 'Source',
	type: 'Event Type',
	object: 'Object Type',
	id: 'Object ID',
	date: 'Date',
} satisfies Record<(typeof MAPPED_FIELDS)[number] | 'callbackUrl', string>;

function invalidItemOutput(
	functions: IExecuteFunctions,
	{ what, field, reason }: InvalidItem,
	item: number,
): INodeExecutionData {
	const { failure, nextStep } = INVALID[what];
	const title = what === 'parameter' ? PANEL_TITLES[field] : undefined;
	const message = `Item ${item + 1} ${failure}: ${title ?? `"${field}"`} is invalid (${reason}). ${nextStep}`;
	return errorItem(functions, message, item, { field, reason });
}

/** n8n stores processed keys by workflow and node, in manual and in production executions alike. */
function nodeKey(functions: IExecuteFunctions): string {
	return `${functions.getWorkflow().id}/${functions.getNode().id}`;
}
