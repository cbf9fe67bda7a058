export {
	VERIFICATION_FAILURE,
	verifySignedEvent,
	type ReceivedRequest,
	type SignatureScheme,
	type Verification,
	type VerificationFailure,
	type VerificationKeys,
	type VerificationOptions,
} from './dist/nodes/core/envelope/verifySignedEvent';
