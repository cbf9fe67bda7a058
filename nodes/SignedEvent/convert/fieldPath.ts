/** A parameter of a node or a field of a credential in the converted workflow. */
export interface FieldPath {
	/** The trigger node, the vendor's credential, the Signed Event node, or the credential that signs. */
	in: 'trigger' | 'credential' | 'signedEvent' | 'signature';
	/** The name, after those of its parents and dots. */
	path: string;
	/** The label in the panel. */
	label: string;
}

/** Returns a function that returns the fields of one node or credential. */
const fieldIn =
	(where: FieldPath['in']) =>
	(path: string, label: string): FieldPath => ({ in: where, path, label });

export const triggerField = fieldIn('trigger');
export const credentialField = fieldIn('credential');
export const signedEventField = fieldIn('signedEvent');
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
