import { UNACCEPTED, type UnacceptedReason } from '../../../core/health/rejections';
import type { VerifyResult } from '../../../core/vendor';
import { MAX_BODY_BYTES } from './delivery';

/** A verified delivery that reports changes. */
export type VerifiedChange<Payload> = Extract<VerifyResult<Payload>, { kind: 'change' }>;

/** What the node does with a request: read a verified change, or respond and start no workflow. */
export type Decision<Connection, Payload> =
	| { ok: true; change: VerifiedChange<Payload>; connection: Connection }
	| {
			ok: false;
			status: number;
			headers?: Readonly<Record<string, string>>;
			/** The body of the response. Defaults to none. */
			body?: string | Record<string, string | number>;
			/** A function if the line takes long to make. It is then called only if the line is logged. */
			warning?: string | (() => string);
			information?: string;
			/** Lines of one kind are limited together. Defaults to the line. Required if the line is a function. */
			logAs?: string;
			isAboutSubscription?: true;
			/** Why the delivery was not accepted, for the health of the node. */
			unaccepted?: UnacceptedReason;
			/** Whether the signature is valid, although no workflow starts. */
			isVerified?: true;
			/** Whether another credential would lead to the same decision. */
			isFinal?: boolean;
	  };

/** The request gets a 200 and starts no workflow. Another credential would not change this. */
export const IGNORED = { ok: false, status: 200, isFinal: true } as const;

/** A 503, not a 401: the delivery may be signed with a secret that was entered within the last second. */
export const TOO_MANY_WAIT = {
	ok: false,
	status: 503,
	unaccepted: UNACCEPTED.tooMany,
	warning:
		'The node responded 503 to a delivery and started no workflow: too many deliveries wait while n8n reads the credential. If the vendor did not send them, limit requests in a proxy.',
} as const;

/** The decisions about requests whose body was not read. */
export const UNREAD = {
	too_large: {
		ok: false,
		status: 413,
		unaccepted: UNACCEPTED.bodyTooLarge,
		warning: `The node rejected a delivery: its body has more than ${MAX_BODY_BYTES / 1024 / 1024} MB. If it came from your account, choose fewer fields at the vendor.`,
	},
	unreadable: {
		ok: false,
		status: 400,
		unaccepted: UNACCEPTED.bodyUnreadable,
		warning:
			'The node rejected a delivery: n8n could not read its body. If it came from your account, check the proxies between the vendor and n8n.',
	},
} as const;
