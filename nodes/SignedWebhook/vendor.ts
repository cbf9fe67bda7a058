import { senderOfText } from '../core/envelope/sender';
import type { Change } from '../core/event';
import { diagnose } from '../core/signature/diagnose';
import { reportedBy } from '../core/signature/events';
import { replyTo, type HandshakeKeys } from '../core/signature/handshake';
import { RequestView } from '../core/signature/request';
import { retriesForMs } from '../core/signature/retries';
import type { Provider } from '../core/signature/scheme';
import { verifyScheme } from '../core/signature/verifyScheme';
import { misconfigured, ok, type Result } from '../core/result';
import { unreadable, type Delivery, type Vendor, type VerifyResult } from '../core/vendor';
import { readNumber } from '../host/panelValues';
import type { Credential, TriggerFunctions } from '../host/trigger/credential';
import { keysProblem, readKeys, tokenProblem } from './credential';
import { CUSTOM, customProvider, type CustomScheme } from './custom';
import { PROVIDERS, providerOf } from './providers';

/** How a node verifies deliveries: a row of the table, or the scheme that a person entered. */
export interface WebhookConnection {
	row: Provider;
	keys: HandshakeKeys;
	/** Replaces the tolerance of the row. */
	toleranceSeconds?: number;
}

/** All vendors that sign their webhooks, as one value. A row of the table says how each signs. The node subscribes nowhere. */
export const signedWebhooks: Vendor<WebhookConnection, Change[]> = {
	elementKey: 'signedwebhook',
	hubKey: 'custom',
	sourceOf: ({ row }) => ({ elementKey: row.key, hubKey: row.hub }),
	retriesForMs: retriesForMs({}),
	account: ({ row }) => row.key,
	configError: ({ row, keys }) => keysProblem(row, keys),
	doubt: ({ row, keys }) => tokenProblem(row, keys),
	verify,
	diagnose: (delivery, { row, keys }, reason) => diagnose(row, delivery, keys, reason, PROVIDERS),
	normalize: async (changes) => ok(changes),
};

/** Only POST reports events. `Allow` is part of a 405 (https://www.rfc-editor.org/rfc/rfc9110#name-405-method-not-allowed). */
const NOT_ALLOWED = { ok: true, kind: 'reply', status: 405, headers: { allow: 'POST' } } as const;

function verify(
	delivery: Delivery,
	{ row, keys, toleranceSeconds }: WebhookConnection,
): VerifyResult<Change[]> {
	const unsigned = replyTo(row, new RequestView(delivery), keys, false);
	if (unsigned !== undefined) return { ok: true, kind: 'reply', ...unsigned };
	if ((delivery.method ?? 'POST') !== 'POST') return NOT_ALLOWED;
	const result = verifyScheme(row, delivery, keys, delivery.receivedAt, toleranceSeconds);
	if (!result.ok) return result;
	const { signed } = result;
	const reply = replyTo(row, signed.request, keys, true);
	if (reply !== undefined) return { ok: true, kind: 'reply', ...reply };
	const reported = reportedBy(row, signed, delivery.receivedAt);
	if (typeof reported === 'string') return unreadable(reported);
	const { changes, deliveryId, fingerprint, occurrence } = reported;
	if (changes.length === 0) return { ok: true, kind: 'greeting' };
	return {
		...{ ok: true, kind: 'change', deliveryId, fingerprint },
		payload: changes.map((change) => ({ ...change, ...senderFor(row, keys) })),
		...(occurrence !== undefined && { occurrence }),
		retriesForMs: retriesForMs(row),
	};
}

/**
 * If a scheme does not belong to one company, anyone can send events with it, and chooses their ids and accounts. So only
 * sender and id together identify such an event. Current and previous keys are one sender. The oldest one identifies
 * it, so that it stays the same while a new key replaces the old one.
 */
function senderFor({ hub }: Provider, { secrets, publicKeys }: HandshakeKeys) {
	const keys = secrets.length > 0 ? secrets : publicKeys;
	const key = keys[keys.length - 1];
	return hub === 'custom' ? { sender: senderOfText(key) } : {};
}

/** Maximum tolerance in seconds. Without it, an expression could accept recorded requests for years. */
const MOST_TOLERANCE_SECONDS = 3600;

/** Returns how a node verifies deliveries, from its panel and credential. */
export function connect(
	functions: TriggerFunctions,
	credential: Credential,
): Result<WebhookConnection> {
	const row = rowOf(functions);
	if (!row.ok) return row;
	const keys = readKeys(credential);
	const problem = keysProblem(row.value, keys);
	if (problem !== undefined) return misconfigured(problem);
	const options = functions.getNodeParameter('options', {}) as { tolerance?: unknown };
	const tolerance = readNumber(options.tolerance, 1, MOST_TOLERANCE_SECONDS, undefined);
	return ok({
		row: row.value,
		keys,
		...(tolerance !== undefined && { toleranceSeconds: tolerance }),
	});
}

const CUSTOM_DEFAULTS: CustomScheme = {
	...{ signatureHeader: '', algorithm: 'hmac-sha256', encoding: 'hex', prefix: '' },
	...{ signatureName: '', secretAs: 'utf8', content: '{body}' },
	...{ timestampHeader: '', timestampUnit: 's' },
	...{ eventIdPath: '', eventTypePath: '', objectIdPath: '' },
};

function rowOf(functions: TriggerFunctions): Result<Provider> {
	const key = String(functions.getNodeParameter('provider', ''));
	if (key === CUSTOM) {
		const read = ([name, fallback]: [string, string]) => [
			name,
			String(functions.getNodeParameter(name, fallback) ?? fallback),
		];
		const entries = Object.entries(CUSTOM_DEFAULTS).map(read);
		return customProvider(Object.fromEntries(entries) as CustomScheme);
	}
	const row = providerOf(key);
	return row === undefined
		? misconfigured(
				`The node does not know the provider ${JSON.stringify(key.slice(0, 100))}. Choose one from the list, or Custom.`,
			)
		: ok(row);
}
