/** Where a value of an instance lives in n8n. */
export interface FieldPath {
	in: 'trigger' | 'credential' | 'signedEvent' | 'signature';
	/** The parameter or field; joined by dots where it is within another. */
	path: string;
	/** As the panel shows it. */
	label: string;
}

const fieldIn =
	(where: FieldPath['in']) =>
	(path: string, label: string): FieldPath => ({ in: where, path, label });

/** A parameter of the trigger node. */
export const triggerField = fieldIn('trigger');
/** A field of the vendor's credential. */
export const credentialField = fieldIn('credential');
/** A parameter of the Signed Event node. */
export const signedEventField = fieldIn('signedEvent');
/** A field of the credential that signs. */
export const signatureField = fieldIn('signature');

/** What a conversion puts into each kind of place. */
export type Draft = Record<FieldPath['in'], Record<string, unknown>>;

/** Puts a value into its place. */
export function setField(draft: Draft, field: FieldPath, value: unknown): void {
	const path = field.path.split('.');
	const name = path.pop() as string;
	const holder = path.reduce<Record<string, unknown>>(
		(inner, step) => (inner[step] ??= {}) as Record<string, unknown>,
		draft[field.in],
	);
	holder[name] = value;
}

/** Whether nothing is in a place yet: no value, an empty text, an empty list. */
export function isEmpty(draft: Draft, field: FieldPath): boolean {
	const value = field.path
		.split('.')
		.reduce<unknown>(
			(inner, step) => (inner as Record<string, unknown> | undefined)?.[step],
			draft[field.in],
		);
	return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
