import type { MatchableRequest } from '../../faults';
import type { JsonValue } from '../../json';

/** What can happen to a delivery between the shop and its receiver. */
export type DeliveryFault =
	/** Is lost, and the shop notices nothing: its counter stays as it is. */
	| { kind: 'drop' }
	/** Is sent again, `times` more; once if not given. */
	| { kind: 'duplicate'; times?: number }
	/** Arrives only after the next delivery, with the body that it was given before. */
	| { kind: 'reorder' }
	/** Arrives so much later, with the body that it was given before. */
	| { kind: 'delay'; milliseconds: number }
	/** Its body is changed after it was signed. */
	| { kind: 'tamper'; change?: (body: string) => string }
	/** Is not the shop's: signed with another secret, or not at all. */
	| { kind: 'forge'; secret?: string };

/** A delivery as rules see it: `topic`, `id` and `resource` (`orders`) beside method and path. */
export interface DeliveryRequest extends MatchableRequest {
	hook: number;
	topic: string;
	id: JsonValue;
}

/** The faults of a kind among others. */
export function ofKind<Kind extends DeliveryFault['kind']>(
	faults: readonly DeliveryFault[],
	kind: Kind,
): Extract<DeliveryFault, { kind: Kind }>[] {
	return faults.filter(
		(fault): fault is Extract<DeliveryFault, { kind: Kind }> => fault.kind === kind,
	);
}
