import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { toEvent, type Change } from '../../../core/event';
import { ok, type Result } from '../../../core/result';
import {
	REFUSAL,
	type Delivery,
	type RefusalReason,
	type Vendor,
	type VerifyResult,
} from '../../../core/vendor';
import { servedUrl, nodeKey } from '../webhookUrls';
import { respond, onResponseEnd, type Ending, type ResponseStream } from './respond';
import type { TriggerConfig, ProcessState } from '../triggerConfig';
import { checkSubscriptions } from '../subscription/checkSubscriptions';
import type { Credential } from '../credential';
import { MAX_BODY_BYTES, readDelivery } from './delivery';
import { wrapUnconfirmed, toItem } from '../items';
import { info, messageOf, warn } from '../../log';
import { readSource } from '../../readSource';
import type { DeliveryKey } from './redeliveries';

type ProvenChange<Proven> = Extract<VerifyResult<Proven>, { kind: 'change' }>;

/** What a request turned out to be: a proven change, or what ends with an answer of our own. */
type Claim<Connection, Proven> =
	| { ok: true; change: ProvenChange<Proven>; connection: Connection }
	| {
			ok: false;
			status: number;
			warning?: string;
			information?: string;
			isAboutSubscription?: true;
			/** No other credential would change it. */
			isFinal?: boolean;
	  };

/** A 503, not a 401: it may be signed with a secret that was entered within the last second. */
const TOO_MANY_WAIT = {
	ok: false,
	status: 503,
	warning:
		'The node answered 503 to a delivery: too many deliveries wait for the credential to be read. No workflow was started.',
} as const;

const TOO_SOON =
	'The node answered 503 to a delivery: its signed bytes started several executions within minutes. The vendor sends it again. If the vendor did not send it, someone replays a recorded delivery: replace the signing secret.';

const CHECK_SECRETS = 'check the secrets in the credential.';
const CHECK_PROXY = 'check the proxies between the vendor and n8n.';
const CHECK_CLOCK = "check this machine's clock.";

/** What to check if a genuine delivery was rejected for a reason. */
const NEXT_STEPS: Readonly<Partial<Record<RefusalReason, string>>> = {
	signature_missing: CHECK_PROXY,
	signature_malformed: CHECK_PROXY,
	header_missing: CHECK_PROXY,
	header_repeated: CHECK_PROXY,
	body_malformed: CHECK_PROXY,
	timestamp_out_of_tolerance: CHECK_CLOCK,
	account_mismatch: 'choose the credential of that account.',
};

/** Reasons to refuse a delivery that another credential might change; for all others none is read. */
const OF_THE_CREDENTIAL: readonly RefusalReason[] = [
	REFUSAL.secretMissing,
	REFUSAL.signatureMismatch,
	REFUSAL.accountMismatch,
];

/**
 * The door: proves a delivery, reads its changes and hands them to n8n, which runs the workflow and
 * answers. Everything else the node answers itself, and no execution starts. It throws nothing, for
 * n8n makes a failed execution of a throw, and it leaves static data alone, where requests that run
 * side by side overwrite each other's (docs/facts/n8n.md 0.3).
 */
export async function receive<Connection, Proven, Wanted, Existing>(
	functions: IWebhookFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	state: ProcessState,
	now: () => number = Date.now,
): Promise<IWebhookResponseData> {
	const response: ResponseStream = functions.getResponseObject();
	try {
		return await takeIn(functions, config, state, now);
	} catch (error) {
		const message = messageOf(error);
		warn(functions, `The node failed to read a delivery and started no workflow. ${message}`);
		return respond(response, 503);
	}
}

async function takeIn<Connection, Proven, Wanted, Existing>(
	functions: IWebhookFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	state: ProcessState,
	now: () => number,
): Promise<IWebhookResponseData> {
	const response: ResponseStream = functions.getResponseObject();
	const receivedAt = now();
	const claim = await prove(functions, config, state, receivedAt);
	if (!claim.ok) {
		if (claim.warning !== undefined) warn(functions, claim.warning);
		if (claim.information !== undefined) info(functions, claim.information);
		const answered = respond(response, claim.status);
		// Not awaited: it calls the vendor, who waits for this answer.
		if (claim.isAboutSubscription && mayCheck(state, nodeKey(functions)))
			void checkSubscriptions(functions, config, state);
		return answered;
	}
	const { change } = claim;
	if (change.occurrence !== null) {
		const key: DeliveryKey = {
			signed: [nodeKey(functions), change.fingerprint],
			occurrence: change.occurrence,
			retriesForMs: config.vendor.retriesForMs,
			startEveryMs: config.vendor.startEveryMs,
		};
		const admission = state.redeliveries.admit(key, state.clock());
		if (admission === 'too_soon') warn(functions, TOO_SOON);
		if (admission !== 'new') return respond(response, admission === 'seen' ? 200 : 503);
		onResponseEnd(response, (ending) => settle(functions, state, key, ending));
	}

	const told = await readChanges(config.vendor, claim, receivedAt);
	if (!told.ok) {
		warn(
			functions,
			`The node could not read a verified delivery and started no workflow. ${told.problem.message}`,
		);
		return respond(response, 503);
	}
	const { changes, account } = told.value;
	if (changes.length === 0) return respond(response, 200);
	const { elementKey, hubKey } = config.vendor;
	const source = readSource(functions, { elementKey, hubKey, account });
	const capture = { capture: 'webhook', deliveryId: change.deliveryId, receivedAt } as const;
	const items = changes.map((change) =>
		change.unproven && config.vendor.confirm
			? wrapUnconfirmed(toEvent(change, { ...source, includeRaw: true }, capture))
			: toItem(toEvent(change, source, capture)),
	);
	return { workflowData: [items] };
}

/** What a proven delivery tells, and whose it is; both may have to be asked for. */
async function readChanges<Connection, Proven, Wanted, Existing>(
	vendor: Vendor<Connection, Proven, Wanted, Existing>,
	{ change, connection }: { change: ProvenChange<Proven>; connection: Connection },
	receivedAt: number,
): Promise<Result<{ changes: Change[]; account: string }>> {
	const identified = (await vendor.identify?.(connection)) ?? ok(connection);
	if (!identified.ok) return identified;
	const changes = await vendor.normalize(change.proven, identified.value, receivedAt);
	if (!changes.ok) return changes;
	return ok({ changes: changes.value, account: vendor.account(identified.value) });
}

/** Nothing is believed, parsed or remembered before the proof. */
async function prove<Connection, Proven, Wanted, Existing>(
	functions: IWebhookFunctions,
	config: TriggerConfig<Connection, Proven, Wanted, Existing>,
	state: ProcessState,
	receivedAt: number,
): Promise<Claim<Connection, Proven>> {
	const place = nodeKey(functions);
	const address = servedUrl(functions, state.addresses.get(place));
	const read = await readDelivery(functions.getRequestObject(), address, receivedAt);
	if (!read.ok)
		return read.reason === 'too_large'
			? {
					ok: false,
					status: 413,
					warning: `The node rejected a delivery of more than ${MAX_BODY_BYTES / 1024 / 1024} MB.`,
				}
			: {
					ok: false,
					status: 400,
					warning: 'The node rejected a delivery whose body it could not read.',
				};
	const type = config.credentialType(functions);
	const judge = (credential: Result<Credential>): Claim<Connection, Proven> => {
		const connection = credential.ok ? config.connect(functions, credential.value) : credential;
		return judgeBy(connection, config.vendor, read.delivery);
	};
	let claim: Claim<Connection, Proven> = TOO_MANY_WAIT;
	let judgedBy: Result<Credential> | undefined;
	const { length } = read.delivery.body;
	for await (const credential of state.credentials.readings(functions, place, type, length)) {
		// To verify a large body twice by one secret would double what a forged request costs.
		if (credential !== undefined && isSameCredential(credential, judgedBy)) return claim;
		claim = credential === undefined ? TOO_MANY_WAIT : judge(credential);
		if (claim.ok || claim.status === 200 || claim.isFinal) return claim;
		judgedBy = credential;
	}
	return claim;
}

function isSameCredential(one: Result<Credential>, other?: Result<Credential>): boolean {
	return other !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

/** Whether a vendor's notice may start another check of a node: as often as equal bytes may start it. */
function mayCheck({ redeliveries, clock }: ProcessState, node: string): boolean {
	const notice = { signed: [node, 'notice'], retriesForMs: 0 };
	const isNew = redeliveries.admit(notice, clock()) === 'new';
	redeliveries.forget(notice);
	return isNew;
}

function judgeBy<Connection, Proven, Wanted, Existing>(
	connection: Result<Connection>,
	vendor: Vendor<Connection, Proven, Wanted, Existing>,
	delivery: Delivery,
): Claim<Connection, Proven> {
	if (!connection.ok)
		return {
			ok: false,
			status: 503,
			warning: `The node could not verify a delivery and started no workflow. ${connection.problem.message}`,
		};
	const verdict = vendor.verify(delivery, connection.value);
	if (!verdict.ok)
		return {
			ok: false,
			status: 401,
			isFinal: !OF_THE_CREDENTIAL.includes(verdict.reason),
			warning: `The node rejected a delivery (${verdict.reason}) and started no workflow. If it came from your account, ${NEXT_STEPS[verdict.reason] ?? CHECK_SECRETS}`,
		};
	if (verdict.kind === 'greeting') return { ok: false, status: 200 };
	if (verdict.kind === 'unwanted')
		return {
			ok: false,
			status: 200,
			information: `The node ignored a delivery of ${JSON.stringify(verdict.topic.slice(0, 100))}, which is not selected in its panel.`,
		};
	if (verdict.kind === 'notice')
		return { ok: false, status: 200, warning: verdict.message, isAboutSubscription: true };
	return { ok: true, change: verdict, connection: connection.value };
}

/** Seen is only what the vendor was told is delivered; it sends the rest again. */
function settle(
	functions: IWebhookFunctions,
	{ redeliveries, clock }: ProcessState,
	key: DeliveryKey,
	ending: Ending,
): void {
	if (ending === 'accepted') redeliveries.accept(key, clock());
	else redeliveries.forget(key);
	if (ending === 'abandoned')
		warn(
			functions,
			'The caller gave up waiting before the workflow had finished. The vendor counts the delivery as failed and may send it again. Shorten the workflow, or set Acknowledge to When Received.',
		);
}
