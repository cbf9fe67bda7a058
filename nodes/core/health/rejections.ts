import { REJECTION, type RejectionReason } from '../vendor';
import { INCIDENT, type Finding } from './incident';

/** Why deliveries were not accepted, in addition to the reasons of `REJECTION`. */
export const UNACCEPTED = {
	/** A proxy decoded the JSON of the body and encoded it again. */
	bodyReencoded: 'body_reencoded',
	/** A proxy compressed the body. */
	bodyCompressed: 'body_compressed',
	bodyTooLarge: 'body_too_large',
	bodyUnreadable: 'body_unreadable',
	/** Too many deliveries wait for the credential. */
	tooMany: 'too_many',
	/** The node has no usable credential to verify with. */
	notConfigured: 'not_configured',
	/** The vendor closed the connection before the workflow had finished. */
	abandoned: 'abandoned',
	/** The vendor did not return what the node needs to read a verified delivery. */
	unread: 'unread',
	/** A recorded delivery is sent again and again. */
	replayed: 'replayed',
	/** A verified delivery belongs to another account. */
	otherAccount: 'other_account',
	/** No event can be read from a verified delivery. */
	noEvent: 'no_event',
} as const;
export type UnacceptedReason = RejectionReason | (typeof UNACCEPTED)[keyof typeof UNACCEPTED];

/** Distinguishes incidents that a verified delivery does not close. */
export const AFTER_VERIFICATION = 'after_verification';
export const BODY_SIZE = 'body_size';

const ENTER_SECRET = 'Enter the current signing secret of the account in the credential.';
const CHECK_SIGNING =
	'Check at the vendor that deliveries are signed. If they are, configure the proxies between the vendor and n8n to pass all headers on unchanged.';
const PASS_HEADERS =
	'Configure the proxies between the vendor and n8n to pass all headers on unchanged.';

/** The end of `Deliveries are rejected: …`, the next step, and what replaces `are rejected`. */
const ADVICE: Readonly<
	Record<UnacceptedReason, readonly [why: string, nextStep: string, outcome?: string]>
> = {
	[REJECTION.secretMissing]: ['the credential has no signing secret', ENTER_SECRET],
	[REJECTION.signatureMissing]: ['they have no signature', CHECK_SIGNING],
	[REJECTION.signatureMalformed]: ['their signature is malformed', PASS_HEADERS],
	[REJECTION.signatureMismatch]: [
		'their signature does not match the secret in the credential',
		`${ENTER_SECRET} If the credential already has that secret, configure the proxies between the vendor and n8n to pass bodies on unchanged.`,
	],
	[REJECTION.schemeUnknown]: [
		'they are signed in a scheme that the node does not accept',
		'Accept this scheme in the node, or choose another one at the sender.',
	],
	[REJECTION.headerMissing]: ['a header that the vendor sends is missing', PASS_HEADERS],
	[REJECTION.headerRepeated]: [
		'a header arrives more than once',
		'Configure the proxies between the vendor and n8n to send each header once.',
	],
	[REJECTION.timestampMissing]: ['their signature has no timestamp', PASS_HEADERS],
	[REJECTION.timestampMalformed]: ['the timestamp of their signature is malformed', PASS_HEADERS],
	[REJECTION.timestampOutOfTolerance]: [
		"their timestamp differs too much from n8n's clock",
		"Synchronize the clock of n8n's machine, for example with NTP.",
	],
	[REJECTION.accountMismatch]: [
		'they do not belong to the account of the credential',
		'Choose the credential of the account that they belong to, or remove the subscription of that account at the vendor.',
	],
	[REJECTION.bodyMalformed]: [
		'their body does not have the form that the node expects',
		'Configure the proxies between the vendor and n8n to pass bodies on unchanged.',
	],
	[UNACCEPTED.bodyReencoded]: [
		'a proxy decoded their JSON and encoded it again',
		'Configure the proxies between the vendor and n8n to pass bodies on unchanged.',
	],
	[UNACCEPTED.bodyCompressed]: [
		'their signature does not match, and a proxy has compressed the body',
		`Turn off compression of requests in the proxies between the vendor and n8n. If deliveries are still rejected, enter the current signing secret of the account in the credential.`,
	],
	[UNACCEPTED.bodyTooLarge]: [
		'their body is larger than n8n accepts',
		'Choose fewer fields at the vendor. If N8N_PAYLOAD_SIZE_MAX is below 16, increase it.',
	],
	[UNACCEPTED.bodyUnreadable]: [
		'n8n could not read their body',
		'Check the proxies between the vendor and n8n for wrong encodings and closed connections.',
	],
	[UNACCEPTED.tooMany]: [
		'too many of them wait while n8n reads the credential',
		'If the vendor did not send them, limit requests in a proxy.',
	],
	[UNACCEPTED.notConfigured]: [
		'the node cannot verify them with its credential',
		'Open the node, choose a credential, and complete it.',
	],
	[UNACCEPTED.abandoned]: [
		'the vendor closed the connection before n8n had responded',
		'If Acknowledge is When Finished, shorten the workflow or choose When Received. Otherwise, find out why n8n or its database is slow.',
		'fail',
	],
	[UNACCEPTED.unread]: [
		'the vendor does not return the data that the node needs to read them',
		"Read the reason in n8n's log for this node, and follow the step there.",
		'fail',
	],
	[UNACCEPTED.replayed]: [
		'deliveries with the same signed content have started several executions',
		'If the vendor did not send these deliveries, replace the signing secret.',
	],
	[UNACCEPTED.otherAccount]: [
		'they do not belong to the account of the credential',
		'Choose the credential of the account that they belong to.',
	],
	[UNACCEPTED.noEvent]: [
		'no event can be read from them',
		"Read the reason in n8n's log for this node, and report it as a bug.",
	],
};

/** Reasons that are counted only. An app signs for all accounts that installed it, and a stranger can replay. */
const COUNTED_ONLY: readonly string[] = [
	UNACCEPTED.otherAccount,
	UNACCEPTED.replayed,
	UNACCEPTED.noEvent,
];

/** Returns whether deliveries with a reason are counted, but show no fault. */
export function isCountedOnly(reason: string): boolean {
	return COUNTED_ONLY.includes(reason);
}

/** Returns what to do about a rejected delivery, if its reason is known. */
export function rejectionStep(reason: string): string | undefined {
	return Object.entries(ADVICE).find(([known]) => known === reason)?.[1][1];
}

/** Returns the finding about deliveries that were not accepted. */
export function rejectionFinding(reason: UnacceptedReason, about?: string): Finding {
	const [why, nextStep, outcome = 'are rejected'] = ADVICE[reason];
	return {
		kind: INCIDENT.deliveriesRejected,
		cause: reason,
		sentence: `Deliveries ${outcome}: ${why}.`,
		nextStep,
		...(about !== undefined && { about }),
	};
}
