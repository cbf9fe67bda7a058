import { parseJson } from '../json';
import { REJECTION, type Delivery, type RejectionReason } from '../vendor';
import type { SchemeKeys } from './keys';
import { splitPlace } from './request';
import type { KeyForm, Place, Provider } from './scheme';
import { verifyScheme } from './verifyScheme';

/** Larger bodies are not hashed again only to explain a rejection. */
const MOST_BYTES = 64 * 1024;

const LET_BODY_PASS =
	'configure the proxies between the vendor and n8n to pass bodies on unchanged';

/**
 * Returns why a delivery was rejected and what to do, as the end of a sentence, or undefined if that is not known. It names
 * a cause only if correcting it makes the signature valid. It accepts no delivery.
 *
 * @param rows the table, to recognize the signature of another provider
 */
export function diagnose(
	row: Provider,
	delivery: Delivery,
	keys: SchemeKeys,
	reason: RejectionReason,
	rows: readonly Provider[],
): string | undefined {
	const { headers, receivedAt } = delivery;
	if (reason === REJECTION.signatureMissing) {
		const other = rows.find((one) => one.key !== row.key && hasSignature(one, headers));
		const names = placesOf(row).map((place) => splitPlace(place)[1]);
		return other === undefined
			? `check that ${row.name} signs this webhook, and the proxies between ${row.name} and n8n: ${names.slice(0, 3).join(' or ')} is missing`
			: `choose the provider ${other.name} in the node: the delivery has the signature of that provider, not of ${row.name}`;
	}
	const fits = (change: Partial<Delivery>, other: Partial<Provider> = {}, tolerance = 0) =>
		verifyScheme({ ...row, ...other }, { ...delivery, ...change }, keys, receivedAt, tolerance).ok;
	if (reason === REJECTION.timestampOutOfTolerance)
		return fits({})
			? "check n8n's clock: the signature is valid, so the delivery is old or was sent again, or one of the clocks is wrong"
			: undefined;
	if (reason !== REJECTION.signatureMismatch || delivery.body.length > MOST_BYTES) return undefined;
	if (reencodings(delivery.body).some((body) => fits({ body })))
		return `${LET_BODY_PASS}: a proxy encoded the body again`;
	if (urlsOf(delivery.address).some((address) => fits({ address })))
		return "enter exactly the node's Production URL at the provider, and check n8n's WEBHOOK_URL: the provider signed another form of the URL";
	const form = KEY_FORMS.find(
		([secretAs]) => secretAs !== row.secretAs && fits({}, { secretAs }),
	)?.[1];
	return form === undefined
		? undefined
		: `check the provider and the secret: the signature is valid only if the secret is read as ${form}, but the node reads the secrets of ${row.name} in another format`;
}

/** Formats of a secret, with the names that the user knows. */
const KEY_FORMS: ReadonlyArray<readonly [KeyForm, string]> = [
	['utf8', 'text'],
	['whsec', 'base64'],
	['hex', 'hexadecimal'],
];

/** Returns the forms in which proxies and frameworks encode JSON again, and the line break that editors append. */
function reencodings(body: Buffer): readonly Buffer[] {
	const text = body.toString('utf8');
	const forms = [text.trimEnd(), `${text.trimEnd()}\n`];
	const parsed = parseJson(text);
	if (parsed.ok) {
		const compact = JSON.stringify(parsed.value);
		forms.push(compact, spaced(compact));
		if (!isDeeperThan(parsed.value, DEEPEST)) forms.push(JSON.stringify(parsed.value, null, 2));
		forms.push(compact.replaceAll('/', '\\/'), escaped(compact), escaped(spaced(compact)));
		forms.push(escaped(compact).replaceAll('/', '\\/'));
	}
	return [...new Set(forms)].filter((form) => form !== text).map((form) => Buffer.from(form));
}

/** With indents, 64 KB of lists of 500 levels would become 20 MB. */
const DEEPEST = 20;

function isDeeperThan(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

/** Writes JSON as Python does: with a space after each comma and colon that is not in a text. */
function spaced(json: string): string {
	let isInText = false;
	let made = '';
	for (let at = 0; at < json.length; at++) {
		const character = json[at];
		made += character;
		if (character === '\\') made += json[++at];
		else if (character === '"') isInText = !isInText;
		else if (!isInText && (character === ',' || character === ':')) made += ' ';
	}
	return made;
}

/** Writes JSON as PHP and Python do: with escapes for all characters that are not ASCII. */
function escaped(json: string): string {
	return json.replace(
		/[^\x20-\x7e]/g,
		(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

function urlsOf(address: string): readonly string[] {
	const other = address.startsWith('https:')
		? address.replace(/^https/, 'http')
		: address.replace(/^http/, 'https');
	return [other, `${address}/`, `${other}/`];
}

function hasSignature(row: Provider, headers: Delivery['headers']): boolean {
	return placesOf(row).some((place) => {
		const [source, name] = splitPlace(place);
		return source === 'header' && Object.hasOwn(headers, name);
	});
}

function placesOf({ signature }: Provider): readonly Place[] {
	return typeof signature.in === 'string' ? [signature.in] : signature.in;
}
