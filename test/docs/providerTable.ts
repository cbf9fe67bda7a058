/**
 * Writes the table of `docs/signed-webhook.md` from the rows of the providers:
 * `npx tsx test/docs/providerTable.ts`. A unit test fails while the document is not current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { handshakesOf } from '../../nodes/core/signature/challenge';
import { coverageOf } from '../../nodes/core/signature/content';
import { splitPlace } from '../../nodes/core/signature/request';
import type { Provider } from '../../nodes/core/signature/scheme';
import { PROVIDERS } from '../../nodes/SignedWebhook/providers';

export const DOCUMENT = join(__dirname, '..', '..', 'docs', 'signed-webhook.md');
const BEGIN = '<!-- providers: written by test/docs/providerTable.ts -->';
const END = '<!-- /providers -->';

/** The document with its table as the rows have it. */
export function withCurrentProviders(document: string): string {
	const [before, rest] = document.split(BEGIN);
	const after = rest?.split(END)[1];
	if (after === undefined) throw new Error(`${DOCUMENT} has no line ${BEGIN} and ${END}`);
	return `${before}${BEGIN}\n${table()}\n${END}${after}`;
}

function table(): string {
	const head = [
		['provider', 'key', 'signature', 'signed content', 'time', 'sources'],
		['---', '---', '---', '---', '---', '---'],
	];
	const rows = PROVIDERS.map((row) => [
		row.name,
		`\`${row.key}\``,
		signatureOf(row),
		contentOf(row),
		timeOf(row),
		sourcesOf(row),
	]);
	const count = PROVIDERS.filter(({ unchecked }) => unchecked === true).length;
	const lines = [...head, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
	return `\n${PROVIDERS.length} providers, ${count} of them unchecked.\n\n${lines.join('\n')}\n`;
}

const NAMES: Readonly<Record<string, string>> = {
	'hmac-sha1': 'HMAC SHA-1',
	'hmac-sha256': 'HMAC SHA-256',
	'hmac-sha384': 'HMAC SHA-384',
	'hmac-sha512': 'HMAC SHA-512',
	ed25519: 'Ed25519',
	'ecdsa-p256': 'ECDSA P-256',
	'rsa-sha256': 'RSA SHA-256',
};

function signatureOf({ signature, secretAs }: Provider): string {
	const places = typeof signature.in === 'string' ? [signature.in] : signature.in;
	const [source, name] = splitPlace(places[0]);
	const where = source === 'header' ? `\`${name}\`` : `${source} \`${name}\``;
	const more = places.length > 1 ? ` and ${places.length - 1} more` : '';
	const form = secretAs === undefined || secretAs === 'utf8' ? '' : `, key: ${secretAs}`;
	return `${NAMES[signature.algorithm]}, ${signature.encoding}${form}, ${where}${more}`;
}

function contentOf(row: Provider): string {
	const text = row.content.length > 80 ? `${row.content.slice(0, 80)}…` : row.content;
	const notes = [
		...(coverageOf(row).body ? [] : ['not the body']),
		...(handshakesOf(row).length > 0 ? ['answers handshakes'] : []),
	];
	return [`\`${text.replaceAll('|', '\\|')}\``, ...notes].join('; ');
}

function timeOf(row: Provider): string {
	if (row.timestamp === undefined || !coverageOf(row).timestamp) return '';
	const seconds = row.timestamp.tolerance ?? 300;
	return seconds === 0 ? 'any' : `${seconds} s`;
}

function sourcesOf({ source, unchecked }: Provider): string {
	const links = source.map((url, index) => `[${index + 1}](${url})`).join(' ');
	return unchecked === true ? `${links}, **unchecked**` : links;
}

if (require.main === module)
	writeFileSync(DOCUMENT, withCurrentProviders(readFileSync(DOCUMENT, 'utf8')));
