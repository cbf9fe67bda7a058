import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import {
	batches,
	cloudElementsEnvelope,
	instanceOf,
	type Instance,
} from '../core/cloudElementsEnvelope';
import { CLOUD_ELEMENTS_SIGNATURE_HEADER, signCloudElements } from '../core/cloudElementsSignature';
import { normalizedEvent, type NormalizedEvent } from '../core/event';
import { Claims } from './claims';
import { deliver, type Delivered } from './deliver';
import { processedStore } from './processedStore';

interface Settings {
	instance: Instance;
	batchSize: number;
	/** Undefined: unsigned. */
	secret: string | undefined;
	/** Empty: emitted only. */
	callbackUrl: string;
	skipDuplicates: boolean;
	timeout: number;
}

interface Taken {
	event: NormalizedEvent;
	/** Index of the input item. */
	item: number;
	ids: readonly string[];
}

/** All nodes of this process share it: executions of one node run side by side. */
const claims = new Claims();

/** Wraps events, signs the bytes, sends those bytes when asked, and puts out what was signed. */
export async function emit(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const settings = await readSettings(this);
	const output: INodeExecutionData[] = [];
	const taken: Taken[] = [];
	for (const [item, { json }] of this.getInputData().entries()) {
		const parsed = normalizedEvent.safeParse(json);
		if (parsed.success) taken.push({ event: parsed.data, item, ids: [parsed.data.id] });
		else output.push(refuse(this, item, parsed.error.issues[0]));
	}
	const emitAll = async (granted: Taken[], done: Set<string>) => {
		for (const batch of batches(granted, settings.batchSize)) {
			const { item, isDone } = await emitBatch(this, batch, settings);
			output.push(item);
			if (isDone) for (const { event } of batch) done.add(event.id);
		}
	};
	if (!settings.skipDuplicates) await emitAll(taken, new Set());
	else await claims.once(placeOf(this), processedStore(this), taken, emitAll);
	return [output];
}

/** n8n keeps what is processed by workflow and node, whether an execution is manual or not. */
function placeOf(functions: IExecuteFunctions): string {
	return `${functions.getWorkflow().id}/${functions.getNode().id}`;
}

async function readSettings(functions: IExecuteFunctions): Promise<Settings> {
	const options = functions.getNodeParameter('options', 0, {}) as {
		instance?: { numbers?: Partial<Instance> };
		timeout?: number;
	};
	const signatures = functions.getNodeParameter('signature', 0, []) as string[];
	return {
		instance: { ...instanceOf(functions.getWorkflow().id ?? ''), ...options.instance?.numbers },
		batchSize: functions.getNodeParameter('batchSize', 0, 10) as number,
		secret: signatures.length > 0 ? await readSecret(functions) : undefined,
		callbackUrl: (functions.getNodeParameter('callbackUrl', 0, '') as string).trim(),
		skipDuplicates: functions.getNodeParameter('skipDuplicates', 0, false) as boolean,
		timeout: (options.timeout ?? 15) * 1000,
	};
}

async function readSecret(functions: IExecuteFunctions): Promise<string> {
	const isChosen = functions.getNode().credentials?.signedEventsApi !== undefined;
	const { signatureSecret } = isChosen
		? await functions.getCredentials<{ signatureSecret?: string }>('signedEventsApi')
		: {};
	if (!signatureSecret)
		throw new NodeOperationError(
			functions.getNode(),
			isChosen
				? 'The Signed Events credential has no signature secret. Enter one, or choose no signature.'
				: 'A signature needs a key. Choose a Signed Events credential, or choose no signature.',
		);
	return signatureSecret;
}

async function emitBatch(
	functions: IExecuteFunctions,
	batch: readonly Taken[],
	settings: Settings,
): Promise<{ item: INodeExecutionData; isDone: boolean }> {
	const events = batch.map(({ event }) => event);
	const envelope = cloudElementsEnvelope(events, settings.instance, Date.now());
	const body = Buffer.from(JSON.stringify(envelope));
	const headers: Record<string, string> = {
		'Content-Type': 'application/json',
		'Elements-Webhook-Id': envelope.message.eventId,
	};
	if (settings.secret !== undefined)
		headers[CLOUD_ELEMENTS_SIGNATURE_HEADER] = signCloudElements(body, settings.secret);
	const json: IDataObject = {
		events: events.map(({ id }) => id),
		headers,
		body: body.toString('utf8'),
	};
	const pairedItem = batch.map(({ item }) => ({ item }));
	if (settings.callbackUrl === '') return { item: { json, pairedItem }, isDone: true };
	const { callbackUrl: url, timeout } = settings;
	const delivery = await deliver(functions.helpers, { url, body, headers, timeout });
	if (!delivery.ok && !functions.continueOnFail())
		throw undelivered(functions, delivery, batch[0].item);
	const item = { json: { ...json, delivery: { ...delivery } }, pairedItem };
	return { item, isDone: delivery.ok };
}

function undelivered(
	functions: IExecuteFunctions,
	delivery: Extract<Delivered, { ok: false }>,
	itemIndex: number,
): NodeApiError {
	const { message, status } = delivery;
	const httpCode = status === undefined ? undefined : String(status);
	return new NodeApiError(functions.getNode(), { message }, { message, httpCode, itemIndex });
}

/** An item that is no event is its own failure, and keeps no other from going out where the user chose so. */
function refuse(
	functions: IExecuteFunctions,
	item: number,
	issue: { path: Array<string | number>; message: string },
): INodeExecutionData {
	const field = issue.path.join('.') || 'the item';
	const message = `Item ${item + 1} is not an event: ${field}: ${issue.message}. Connect a trigger of this package, or give the item the fields of a normalized event.`;
	const error = new NodeOperationError(functions.getNode(), message, { itemIndex: item });
	if (!functions.continueOnFail()) throw error;
	return { json: { error: message }, pairedItem: { item } };
}
