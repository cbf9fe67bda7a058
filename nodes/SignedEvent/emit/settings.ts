import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { instanceOf, type Instance } from '../../core/envelope/cloudElementsEnvelope';
import type { EnvelopeName } from '../../core/envelope/envelopes';
import type { RetrySchedule } from '../../core/retrySchedule';
import type { SignatureScheme, VerificationKeys } from '../../core/envelope/verifySignedEvent';
import { readCredential, readOwnKeys, readSigner, type Sign } from '../keys';

/** What the panel says of the operation Emit, for all items alike. */
export interface EmitSettings {
	envelope: EnvelopeName;
	instance: Instance;
	batchSize: number;
	sign: Sign;
	/** Keys that prove what this node emitted before; undefined if it does not sign. */
	ownKeys?: VerificationKeys;
	signUnproven: boolean;
	/** Headers of the user's own. */
	headers: Record<string, string>;
	skipDuplicates: boolean;
	/** Milliseconds. */
	timeout: number;
	retries: number;
	retrySchedule: RetrySchedule;
	concurrency: number;
	allowsLocal: boolean;
}

interface Options {
	allowPrivateAddresses?: boolean;
	cloudEventsMode?: 'Structured' | 'Binary' | 'Batch';
	concurrency?: number;
	headers?: { header?: Array<{ name?: string; value?: string }> };
	instance?: { numbers?: Partial<Instance> };
	retries?: number;
	retrySchedule?: RetrySchedule;
	signUnproven?: boolean;
	timeout?: number;
}

/** Reads the panel; throws the sentence that says what does not fit. */
export async function readEmitSettings(functions: IExecuteFunctions): Promise<EmitSettings> {
	const options = functions.getNodeParameter('options', 0, {}) as Options;
	const envelope = functions.getNodeParameter('envelope', 0, 'cloudElements') as string;
	const schemes = functions.getNodeParameter('signature', 0, []) as SignatureScheme[];
	const credential = schemes.length > 0 ? await readCredential(functions) : undefined;
	const signer = readSigner(schemes, credential);
	if (!signer.ok) throw new NodeOperationError(functions.getNode(), signer.message);
	return {
		envelope:
			envelope === 'cloudEvents'
				? `cloudEvents${options.cloudEventsMode ?? 'Structured'}`
				: (envelope as EnvelopeName),
		instance: { ...instanceOf(functions.getWorkflow().id ?? ''), ...options.instance?.numbers },
		batchSize: functions.getNodeParameter('batchSize', 0, 10) as number,
		sign: signer.value,
		ownKeys: credential && readOwnKeys(credential),
		signUnproven: options.signUnproven ?? false,
		headers: readHeaders(functions, options.headers?.header ?? []),
		skipDuplicates: functions.getNodeParameter('skipDuplicates', 0, false) as boolean,
		timeout: (options.timeout ?? 15) * 1000,
		retries: options.retries ?? 0,
		retrySchedule: options.retrySchedule ?? 'standardWebhooks',
		concurrency: options.concurrency ?? 1,
		allowsLocal: options.allowPrivateAddresses ?? isFixed(functions, 'callbackUrl'),
	};
}

/** False where an expression brings the value, and with it whoever fills what it reads. */
function isFixed(functions: IExecuteFunctions, parameter: string): boolean {
	return !String(functions.getNode().parameters[parameter] ?? '').includes('{{');
}

/** What the client or the signature sets, and what speaks to the connection and not to the receiver. */
const RESERVED_HEADERS =
	/^(host|content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|webhook-.*|elements-webhook-.*|ce-.*)$/i;

/** The client drops line breaks silently, so that `a\r\nx: 1` becomes `ax: 1`: such a value is refused. */
function readHeaders(
	functions: IExecuteFunctions,
	entries: ReadonlyArray<{ name?: string; value?: string }>,
): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const { name = '', value = '' } of entries) {
		if (name === '' && value === '') continue;
		const problem = RESERVED_HEADERS.test(name)
			? 'is set by this node itself. Remove it'
			: !/^[\w!#$%&'*+.^`|~-]+$/.test(name)
				? 'has a name that is none. Use letters, digits and hyphens'
				: !/^[\x20-\x7e\t]*$/.test(value)
					? 'has a value with line breaks or letters beyond ASCII. Remove them'
					: undefined;
		if (problem !== undefined)
			throw new NodeOperationError(
				functions.getNode(),
				`The header ${JSON.stringify(name)} ${problem}.`,
			);
		headers[name] = value;
	}
	return headers;
}
