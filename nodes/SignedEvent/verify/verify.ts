import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { signedId } from '../../core/envelope/messageId';
import { toEvent } from '../../core/event';
import { isObject, isScalar, parseJson } from '../../core/json';
import { parseEnvelope, type VerifiedMessage } from '../../core/envelope/parseEnvelope';
import { senderOf } from '../../core/envelope/sender';
import {
	verifyWithKey,
	type SignatureScheme,
	type Verification,
	type VerificationKeys,
} from '../../core/envelope/verifySignedEvent';
import { readNumber } from '../../host/panelValues';
import { errorItem } from '../errorItem';
import { readCredential, readVerificationKeys, unusable, type Read } from '../keys';

type Headers = Record<string, string | string[]>;

/** Verifies the request in each item. Verified ones leave by the first output, all others by the second. */
export async function verify(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const keys = await readKeys(this);
	const outputs: [verified: INodeExecutionData[], failed: INodeExecutionData[]] = [[], []];
	for (const item of this.getInputData().keys()) {
		const request = await readRequest(this, item);
		if (!request.ok) {
			// An unreadable request must not leave by the first output.
			outputs[1].push(errorItem(this, request.message, item));
			continue;
		}
		const options = this.getNodeParameter('verifyOptions', item, {}) as { tolerance?: unknown };
		const now = Date.now();
		const proof = verifyWithKey(request.value, keys, {
			schemes: this.getNodeParameter('schemes', item, []) as SignatureScheme[],
			// A workflow may verify requests that it stored long ago.
			toleranceSeconds: readNumber(options.tolerance, 1, Number.MAX_SAFE_INTEGER, 300),
			now,
		});
		const json = proof.ok
			? verifiedJson(this, proof.verification, senderOf(proof.key), request.value, now)
			: { valid: false, ...reasonOf(proof.verification) };
		outputs[proof.ok ? 0 : 1].push({ json, pairedItem: { item } });
	}
	return outputs;
}

function reasonOf({ reason, message }: Extract<Verification, { ok: false }>): IDataObject {
	return { reason, message };
}

function verifiedJson(
	functions: IExecuteFunctions,
	verification: Extract<Verification, { ok: true }>,
	sender: string,
	request: { body: Buffer; headers: Headers },
	receivedAt: number,
): IDataObject {
	const { ok, ...rest } = verification;
	const message = { ...request, id: signedId(verification), sender, receivedAt };
	return { valid: ok, ...rest, sender, events: eventsOf(functions, message) };
}

async function readKeys(functions: IExecuteFunctions): Promise<VerificationKeys> {
	const credential = await readCredential(functions);
	if (credential === undefined)
		throw new NodeOperationError(
			functions.getNode(),
			'The node cannot verify signatures: it has no key. Choose a Signed Events API credential.',
		);
	const keys = readVerificationKeys(credential);
	if (!keys.ok) throw new NodeOperationError(functions.getNode(), keys.message);
	return keys.value;
}

async function readRequest(
	functions: IExecuteFunctions,
	item: number,
): Promise<Read<{ body: Buffer; headers: Headers }>> {
	const headers = readHeaders(functions.getNodeParameter('headers', item, {}));
	if (headers === undefined)
		return unusable(
			`Item ${item + 1} cannot be verified: its headers are not an object. Map the headers of the request.`,
		);
	const { binaryField } = functions.getNodeParameter('verifyOptions', item, {}) as {
		binaryField?: string;
	};
	if (binaryField !== undefined) {
		if (functions.getInputData()[item].binary?.[binaryField] === undefined)
			return unusable(
				`Item ${item + 1} cannot be verified: it has no binary field ${binaryField}. Correct the option Binary Field.`,
			);
		const body = await functions.helpers.getBinaryDataBuffer(item, binaryField);
		return { ok: true, value: { body, headers } };
	}
	const body = functions.getNodeParameter('body', item, '') as unknown;
	if (typeof body === 'string') return { ok: true, value: { body: Buffer.from(body), headers } };
	return unusable(
		`Item ${item + 1} cannot be verified: its body is not a text, and parsed JSON has lost the signed bytes. Turn on Raw Body in n8n's Webhook node, and use the option Binary Field here.`,
	);
}

/** Reads headers from an object or its JSON. Values other than texts and lists of texts are ignored. */
function readHeaders(given: unknown): Headers | undefined {
	const parsed = typeof given === 'string' ? parseJson(given) : { ok: true, value: given };
	const headers = 'value' in parsed ? parsed.value : undefined;
	if (!isObject(headers)) return undefined;
	// Names that differ only in case are one header, sent twice.
	const read = new Map<string, string[]>();
	for (const [field, value] of Object.entries(headers)) {
		const name = field.toLowerCase();
		const texts = read.get(name) ?? [];
		read.set(name, texts);
		for (const one of [value].flat()) if (isScalar(one)) texts.push(String(one));
	}
	return Object.fromEntries(
		[...read].map(([name, texts]) => [name, texts.length === 1 ? texts[0] : texts]),
	);
}

/** Returns the events of a message as the trigger emits them, or an empty list if it is too large. */
function eventsOf(functions: IExecuteFunctions, message: VerifiedMessage): IDataObject[] {
	const { receivedAt } = message;
	const source = {
		elementKey: 'signedevents',
		hubKey: 'custom',
		account: 'signed-events',
		instanceName: functions.getNode().name,
		instanceTags: [],
		includeRaw: true,
	};
	const changes = parseEnvelope(message) ?? [];
	return changes.map(
		(change) => toEvent(change, source, { capture: 'webhook', receivedAt }) as IDataObject,
	);
}
