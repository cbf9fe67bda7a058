import type { Change } from './event';

/** When the changes of sample events happened, in epoch milliseconds. */
export const SAMPLE_AT = Date.UTC(2026, 10, 21, 10);

/** The sample events of a vendor: invented objects, in the form that the vendor sends. */
export interface Samples {
	/** The account that the objects belong to. */
	account: string;
	/** The vendor's id of the delivery, in its form. */
	deliveryId: string;
	/**
	 * Returns the change that a delivery of a topic reports. The vendor's own code reads the delivery, so the change has
	 * the fields of a real one.
	 *
	 * @returns undefined if the topic is unknown
	 */
	changeOf(topic: string): Promise<Change | undefined>;
}
