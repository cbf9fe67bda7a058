import { isGuessable, SHORTEST_SECRET } from '../core/hash/hmac';

/** Vendors' secrets have 32 characters or more. A shorter text is a part of one, or something else. */
export const SHORTEST_VENDOR_SECRET = 16;

/** What an entered secret is compared with. */
interface SecretForm {
	/** Values of other fields, by the names that the user sees. Empty ones are ignored. */
	others: Readonly<Record<string, string>>;
	/** Other texts of the vendor that people confuse with the secret: a pattern, and what it matches. */
	kinds?: ReadonlyArray<readonly [pattern: RegExp, name: string]>;
}

/** Matches a text that was copied with its quotation marks, for example from JSON. */
export const QUOTED = /^["'“‘].*["'”’]$/;

/** The beginning of a public or private key, which cannot be the secret of an HMAC. */
export const PEM_BEGIN = '-----BEGIN';

/** A line of a file with environment variables. Base64 has `=` at its end only. */
export const NAMED = /^[A-Z]+(?:_[A-Z\d]+){1,9}=./;

/**
 * Returns why a text cannot be the secret that signs a vendor's deliveries, as the end of a sentence about it, or
 * undefined. No vendor confirms a secret before its first delivery, so a credential test can check only the form.
 */
export function secretFormProblem(
	secret: string,
	{ others, kinds = [] }: SecretForm,
): string | undefined {
	if (secret === '') return 'is empty';
	const same = Object.entries(others).find(([, value]) => value.trim() === secret);
	if (same !== undefined) return `is the same as the ${same[0]}`;
	const kind = kinds.find(([pattern]) => pattern.test(secret));
	if (kind !== undefined) return `is ${kind[1]}`;
	if (/^https?:\/\//i.test(secret)) return 'is a URL';
	if (secret.startsWith(PEM_BEGIN)) return 'is a key in PEM form';
	if (QUOTED.test(secret)) return 'is in quotation marks';
	if (NAMED.test(secret)) return 'has the name of its environment variable before it';
	if (/\s/.test(secret)) return 'has blanks or line breaks in it';
	return secret.length < SHORTEST_VENDOR_SECRET
		? `has only ${secret.length} character${secret.length === 1 ? '' : 's'}, but needs at least ${SHORTEST_VENDOR_SECRET}`
		: undefined;
}

/**
 * Returns why secrets cannot verify deliveries, as the message of an activation, or undefined. A person may have entered a
 * placeholder to be able to save the credential.
 *
 * @param secrets by the names that the user sees. Empty ones are ignored
 * @param vendor name of the vendor
 */
export function guessableSecret(
	secrets: Readonly<Record<string, string>>,
	vendor: string,
): string | undefined {
	const found = Object.entries(secrets).find(
		([, secret]) => secret.trim() !== '' && isGuessable(secret),
	);
	return (
		found &&
		`Deliveries cannot be verified: ${found[0]} in the ${vendor} credential has fewer than ${SHORTEST_SECRET} characters, so anyone can guess it. Enter the whole secret.`
	);
}
