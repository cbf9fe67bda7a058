import { DELIVERY_FAILURE, type DeliveryFailure } from '../../core/envelope/deliverySchemas';

/** Failures that last until a person changes something. */
const FINAL: ReadonlySet<DeliveryFailure> = new Set([
	DELIVERY_FAILURE.addressMalformed,
	DELIVERY_FAILURE.addressRejected,
	DELIVERY_FAILURE.gone,
	DELIVERY_FAILURE.unproven,
]);

/** Whether no further attempt can succeed. */
export function isFinal(reason: DeliveryFailure): boolean {
	return FINAL.has(reason);
}
