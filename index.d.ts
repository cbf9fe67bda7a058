export type {
	CloudElementsNotification,
	Delivered,
	DeliveredMessage,
	DeliveryResult,
	EventOf,
	EventTopics,
	NormalizedEvent,
	SignedCloudEvent,
	SignedEvent,
	SignedEventType,
	SignedMessage,
	Undelivered,
	UndeliveredEvent,
	UndeliveredMessage,
} from './dist/nodes/core/envelope/signedEvent';
export {
	signRequest,
	type SignableMessage,
	type SigningOptions,
} from './dist/nodes/core/envelope/signRequest';
export {
	VERIFICATION_FAILURE,
	verifySignedEvent,
	type ReceivedRequest,
	type SignatureScheme,
	type Verification,
	type VerificationFailure,
	type VerificationKeys,
	type VerificationOptions,
	type VerifiedSignature,
} from './dist/nodes/core/envelope/verifySignedEvent';
