import { UNACCEPTED, type UnacceptedReason } from '../../../core/health/rejections';
import { REJECTION, type Delivery, type RejectionReason, type Vendor } from '../../../core/vendor';

const CHECK_SECRETS = 'check the secrets in the credential';
const LET_BODY_PASS =
	'a proxy encoded its JSON again: configure the proxies between the vendor and n8n to pass bodies on unchanged';
const CHECK_PROXIES = 'check the proxies between the vendor and n8n';
const IS_COMPRESSED = `${CHECK_SECRETS}, and the proxies between the vendor and n8n: a proxy has compressed the body`;

/** What to check if a genuine delivery was rejected. Defaults to `CHECK_SECRETS`. */
const NEXT_STEPS: Readonly<Partial<Record<RejectionReason, string>>> = {
	[REJECTION.signatureMissing]: CHECK_PROXIES,
	[REJECTION.signatureMalformed]: CHECK_PROXIES,
	[REJECTION.headerMissing]: CHECK_PROXIES,
	[REJECTION.headerRepeated]: CHECK_PROXIES,
	[REJECTION.bodyMalformed]: CHECK_PROXIES,
	[REJECTION.timestampMissing]: CHECK_PROXIES,
	[REJECTION.timestampMalformed]: CHECK_PROXIES,
	[REJECTION.schemeUnknown]: 'check which signatures or notifications the node accepts',
	[REJECTION.timestampOutOfTolerance]: "check n8n's clock",
	[REJECTION.accountMismatch]: "choose that account's credential",
};

/** Returns what to check if a rejected delivery is genuine: what the vendor finds, or else what the reason suggests. */
export function nextStep<Connection, Payload, Wanted, Existing>(
	reason: RejectionReason,
	{ isReencoded, diagnose }: Vendor<Connection, Payload, Wanted, Existing>,
	delivery: Delivery,
	connection: Connection,
): string {
	const { body, headers } = delivery;
	const diagnosis = diagnose?.(delivery, connection, reason);
	if (diagnosis !== undefined) return diagnosis;
	if (reason === REJECTION.signatureMismatch) {
		if (isReencoded?.(body)) return LET_BODY_PASS;
		if (headers['content-encoding'] !== undefined) return IS_COMPRESSED;
	}
	return NEXT_STEPS[reason] ?? CHECK_SECRETS;
}

/** Returns the reason of a rejection, or the more precise one that the request shows. */
export function unacceptedReason<Connection, Payload, Wanted, Existing>(
	reason: RejectionReason,
	{ isReencoded }: Vendor<Connection, Payload, Wanted, Existing>,
	{ body, headers }: Delivery,
): UnacceptedReason {
	if (reason !== REJECTION.signatureMismatch) return reason;
	if (isReencoded?.(body)) return UNACCEPTED.bodyReencoded;
	return headers['content-encoding'] === undefined ? reason : UNACCEPTED.bodyCompressed;
}
