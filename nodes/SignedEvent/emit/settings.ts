import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { instanceOf, type Instance } from '../../core/envelope/cloudElementsEnvelope';
import type { EnvelopeName } from '../../core/envelope/envelopes';
import type { RetrySchedule } from './retrySchedule';
import type { SignatureScheme, VerificationKeys } from '../../core/envelope/verifySignedEvent';
import { readBoolean, readNumber } from '../../host/panelValues';
import { MOST_RETRIES } from './immediateRetries';
import { panelDefaults } from './panelDefaults';
import { readCredential, readOwnKeys, readSigner, type Sign } from '../keys';

/** The options that an expression may set for each item, for example by the receiver of its callback URL. */
interface ItemSettings {
	/** The headers that the user added. */
	headers: Record<string, string>;
	allowsLocal: boolean;
	signUnproven: boolean;
}

/** The parameters of the operation Sign and Send. */
export interface EmitSettings {
	envelope: EnvelopeName;
	instance: Instance;
	batchSize: number;
	sign: Sign;
	/** Keys that verify earlier messages of this node. Undefined if it does not sign. */
	ownKeys?: VerificationKeys;
	/** By index of the input item. */
	perItem: readonly ItemSettings[];
	skipDuplicates: boolean;
	/** Milliseconds. */
	timeout: number;
	retries: number;
	retrySchedule: RetrySchedule;
	concurrency: number;
}

interface Options {
	allowPrivateAddresses?: unknown;
	cloudEventsMode?: 'Structured' | 'Binary' | 'Batch';
	concurrency?: unknown;
	headers?: { header?: Array<{ name?: string; value?: string }> };
	instance?: { numbers?: Partial<Record<keyof Instance, unknown>> };
	retries?: unknown;
	retrySchedule?: RetrySchedule;
	signUnproven?: unknown;
	timeout?: unknown;
}

/**
 * Reads the panel.
 *
 * @throws {NodeOperationError} if a header or the credential cannot be used
 */
export async function readEmitSettings(functions: IExecuteFunctions): Promise<EmitSettings> {
	const options = functions.getNodeParameter('options', 0, {}) as Options;
	const defaults = panelDefaults(functions.getNode().typeVersion);
	const envelope = functions.getNodeParameter('envelope', 0, defaults.envelope) as string;
	const schemes = functions.getNodeParameter(
		'signature',
		0,
		defaults.signature,
	) as SignatureScheme[];
	const credential = schemes.length > 0 ? await readCredential(functions) : undefined;
	const signer = readSigner(schemes, credential);
	if (!signer.ok) throw new NodeOperationError(functions.getNode(), signer.message);
	return {
		envelope:
			envelope === 'cloudEvents'
				? `cloudEvents${options.cloudEventsMode ?? 'Structured'}`
				: (envelope as EnvelopeName),
		instance: readInstance(functions, options),
		batchSize: readNumber(functions.getNodeParameter('batchSize', 0, 10), 1, 20, 10),
		sign: signer.value,
		ownKeys: credential && readOwnKeys(credential),
		perItem: settingsByItem(functions, options),
		skipDuplicates: readBoolean(functions.getNodeParameter('skipDuplicates', 0, false), false),
		timeout: readNumber(options.timeout, 1, 300, 15) * 1000,
		retries: readNumber(options.retries, 0, MOST_RETRIES, 0),
		retrySchedule: options.retrySchedule ?? 'standardWebhooks',
		concurrency: readNumber(options.concurrency, 1, 50, 1),
	};
}

function readInstance(functions: IExecuteFunctions, { instance }: Options): Instance {
	const derived = instanceOf(functions.getWorkflow().id ?? '');
	const read = (name: keyof Instance) =>
		readNumber(instance?.numbers?.[name], 0, Number.MAX_SAFE_INTEGER, derived[name]);
	return {
		instanceId: read('instanceId'),
		accountId: read('accountId'),
		companyId: read('companyId'),
		userId: read('userId'),
	};
}

/** Whether a parameter is fixed. An expression may read a value that a stranger wrote. */
function isFixed(functions: IExecuteFunctions, parameter: string): boolean {
	return !String(functions.getNode().parameters[parameter] ?? '').includes('{{');
}

function settingsByItem(functions: IExecuteFunctions, first: Options): ItemSettings[] {
	const allowsLocal = isFixed(functions, 'callbackUrl');
	const read = ({ headers, allowPrivateAddresses, signUnproven }: Options): ItemSettings => ({
		headers: readHeaders(functions, headers?.header ?? []),
		allowsLocal: readBoolean(allowPrivateAddresses, allowsLocal),
		signUnproven: readBoolean(signUnproven, false),
	});
	const shared = read(first);
	const hasExpression = JSON.stringify(functions.getNode().parameters.options ?? '').includes('{{');
	return functions
		.getInputData()
		.map((_, item) =>
			hasExpression ? read(functions.getNodeParameter('options', item, {}) as Options) : shared,
		);
}

/** Headers of the connection, the HTTP client and the signature. */
const RESERVED_HEADERS =
	/^(host|content-.*|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*|webhook-.*|elements-webhook-.*|ce-.*)$/i;

/** Rejects line breaks, because n8n's client drops them silently: `a\r\nx: 1` would become `ax: 1`. */
function readHeaders(
	functions: IExecuteFunctions,
	entries: ReadonlyArray<{ name?: string; value?: string }>,
): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const { name = '', value = '' } of entries) {
		if (name === '' && value === '') continue;
		const problem = RESERVED_HEADERS.test(name)
			? 'this node or its HTTP client sets it. Remove it'
			: !/^[\w!#$%&'*+.^`|~-]+$/.test(name)
				? 'its name is not valid in HTTP. Use letters, digits and hyphens'
				: !/^[\x20-\x7e\t]*$/.test(value)
					? 'its value has line breaks or letters beyond ASCII. Remove them'
					: undefined;
		if (problem !== undefined)
			throw new NodeOperationError(
				functions.getNode(),
				`The header ${JSON.stringify(name)} cannot be sent: ${problem}.`,
			);
		headers[name] = value;
	}
	return headers;
}
