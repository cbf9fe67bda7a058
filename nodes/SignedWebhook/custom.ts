import { memoize } from '../core/cache/memoize';
import { parseJson } from '../core/json';
import { misconfigured, ok, type Result } from '../core/result';
import type { Algorithm, Encoding, KeyForm, Path, Provider } from '../core/signature/scheme';
import { parseTemplate } from '../core/signature/template';

/** The value of the parameter `provider` for a scheme of the panel. It is also the `elementKey`. */
export const CUSTOM = 'custom';

/** What a person enters for a provider that the table lacks. */
export interface CustomScheme {
	signatureHeader: string;
	algorithm: Algorithm;
	encoding: Encoding;
	prefix: string;
	signatureName: string;
	secretAs: KeyForm;
	content: string;
	timestampHeader: string;
	timestampUnit: 's' | 'ms' | 'date';
	eventIdPath: string;
	eventTypePath: string;
	objectIdPath: string;
}

/** RFC 9110 calls it a token (https://www.rfc-editor.org/rfc/rfc9110#name-tokens). */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,100}$/;
const ALGORITHMS: readonly string[] = [
	...['hmac-sha1', 'hmac-sha256', 'hmac-sha384', 'hmac-sha512'],
	...['ed25519', 'ecdsa-p256', 'rsa-sha256'],
];

const build = memoize((json): Result<Provider> => {
	const parsedJson = parseJson(json);
	if (!parsedJson.ok) return wrong('a parameter is too long');
	const scheme = parsedJson.value as CustomScheme;
	const header = scheme.signatureHeader.trim().toLowerCase();
	if (!HEADER_NAME.test(header)) return wrong('Signature Header is not the name of a header');
	const time = scheme.timestampHeader.trim();
	if (time !== '' && !HEADER_NAME.test(time) && !/^signature:\w{1,20}$/.test(time))
		return wrong('Timestamp Header is not the name of a header');
	if (!ALGORITHMS.includes(scheme.algorithm)) return wrong('Algorithm is not in the list');
	if (!['hex', 'base64', 'base64url'].includes(scheme.encoding))
		return wrong('Encoding is not in the list');
	const parsed = parseTemplate(scheme.content);
	if (!parsed.ok) return parsed;
	if (!parsed.value.some(({ kind }) => kind !== 'literal'))
		return wrong('Signed Content has no placeholder such as {body}');
	if (parsed.value.some(({ kind }) => kind === 'timestamp') && time === '')
		return wrong('Signed Content has {timestamp}, but Timestamp Header is empty');
	const name = scheme.signatureName.trim();
	return ok({
		...{ key: CUSTOM, name: 'the custom provider', hub: 'custom' },
		source: ['docs/signed-webhook.md#custom'],
		signature: {
			...{ algorithm: scheme.algorithm, encoding: scheme.encoding, in: `header:${header}` },
			...(scheme.prefix !== '' && { prefix: scheme.prefix }),
			...(name !== '' && { list: listOf(name) }),
		},
		...(time !== '' && {
			timestamp: {
				in: time.startsWith('signature:')
					? (time as `signature:${string}`)
					: `header:${time.toLowerCase()}`,
				unit: scheme.timestampUnit,
			},
		}),
		secretAs: scheme.secretAs,
		content: scheme.content,
		event: {
			id: pathOf(scheme.eventIdPath),
			type: pathOf(scheme.eventTypePath),
			objectId: pathOf(scheme.objectIdPath),
			verbs: 'suffix',
		},
	});
});

/** Returns the row of a scheme that a person entered, or the problem with it. The same scheme has the same row. */
export function customProvider(scheme: CustomScheme): Result<Provider> {
	return build(JSON.stringify(scheme));
}

/** Returns a path as the table of providers has it: the names of headers are in lower case. */
function pathOf(given: string): Path | undefined {
	const text = given.trim();
	if (text === '') return undefined;
	return text.startsWith('header:') ? text.toLowerCase() : text;
}

/** `v1,<signature> v1,<signature>` of Standard Webhooks, or `t=…,v1=…` of the others. */
function listOf(name: string) {
	const bare = name.replace(/[=,]$/, '');
	return name.endsWith(',')
		? { separator: ' ', assign: ',', name: bare }
		: { separator: ',', assign: '=', name: bare };
}

function wrong(cause: string) {
	return misconfigured(`The custom scheme cannot be used: ${cause}. Correct it in the node.`);
}
