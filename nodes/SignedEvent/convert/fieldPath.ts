/** A parameter of a node or a field of a credential in the converted workflow. */
export interface FieldPath {
	in: 'trigger' | 'credential' | 'signedEvent' | 'signature';
	/** The name, after those of its parents and dots. */
	path: string;
	/** The label in the panel. */
	label: string;
}

const fieldIn =
	(where: FieldPath['in']) =>
	(path: string, label: string): FieldPath => ({ in: where, path, label });

/** Returns a parameter of the trigger node. */
export const triggerField = fieldIn('trigger');
/** Returns a field of the vendor's credential. */
export const credentialField = fieldIn('credential');
/** Returns a parameter of the Signed Event node. */
export const signedEventField = fieldIn('signedEvent');
/** Returns a field of the credential that signs. */
export const signatureField = fieldIn('signature');

/** The values of a conversion by node and credential. */
export type Draft = Record<FieldPath['in'], Record<string, unknown>>;

/** Sets the value of a field. */
export function setField(draft: Draft, field: FieldPath, value: unknown): void {
	const path = field.path.split('.');
	const name = path.pop() as string;
	const holder = path.reduce<Record<string, unknown>>(
		(inner, step) => (inner[step] ??= {}) as Record<string, unknown>,
		draft[field.in],
	);
	holder[name] = value;
}

/** Whether a field has no value, an empty text or an empty list. */
export function isEmpty(draft: Draft, field: FieldPath): boolean {
	const value = field.path
		.split('.')
		.reduce<unknown>(
			(inner, step) => (inner as Record<string, unknown> | undefined)?.[step],
			draft[field.in],
		);
	return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
