/** Where a value of an instance lives in n8n. */
export interface Place {
	in: 'trigger' | 'credential' | 'signedEvent' | 'signature';
	/** The parameter or field; joined by dots where it is within another. */
	path: string;
	/** As the panel shows it. */
	label: string;
}

const placeIn =
	(where: Place['in']) =>
	(path: string, label: string): Place => ({ in: where, path, label });

/** A parameter of the trigger node. */
export const onTrigger = placeIn('trigger');
/** A field of the vendor's credential. */
export const onCredential = placeIn('credential');
/** A parameter of the Signed Event node. */
export const onSignedEvent = placeIn('signedEvent');
/** A field of the credential that signs. */
export const onSignature = placeIn('signature');

/** What a conversion puts into each kind of place. */
export type Draft = Record<Place['in'], Record<string, unknown>>;

/** Puts a value into its place. */
export function put(draft: Draft, place: Place, value: unknown): void {
	const path = place.path.split('.');
	const field = path.pop() as string;
	const holder = path.reduce<Record<string, unknown>>(
		(inner, step) => (inner[step] ??= {}) as Record<string, unknown>,
		draft[place.in],
	);
	holder[field] = value;
}

/** Whether nothing is in a place yet: no value, an empty text, an empty list. */
export function isEmpty(draft: Draft, place: Place): boolean {
	const value = place.path
		.split('.')
		.reduce<unknown>(
			(inner, step) => (inner as Record<string, unknown> | undefined)?.[step],
			draft[place.in],
		);
	return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
