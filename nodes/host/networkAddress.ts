import { withoutTrailing } from '../core/text/trailing';

/**
 * The kind of network of an address. `local` addresses are private. `never` addresses receive no events: link-local
 * and multicast addresses, and the metadata services of clouds, which return keys to every internal caller.
 */
export type AddressKind = 'public' | 'local' | 'never';

/**
 * The most specific range that contains an address decides. The ranges are IANA's special-purpose registries
 * (https://www.iana.org/assignments/iana-ipv4-special-registry, …-ipv6-special-registry) and the metadata services of
 * clouds (https://cloudinit.readthedocs.io/en/latest/reference/datasources.html):
 *
 * - Alibaba 100.100.100.200 and fd00:100::100:200, Azure 168.63.129.16
 * - Oracle 192.0.0.192 and fd00:c1::a9fe:a9fe, AWS fd00:ec2::/32
 * - Google fd20:ce::254, Scaleway fd00:42::42, Akamai fd00:a9fe:a9fe::1
 */
const RANGES: ReadonlyArray<[range: string, kind: AddressKind]> = [
	['0.0.0.0/0', 'public'],
	['0.0.0.0/8', 'local'],
	['10.0.0.0/8', 'local'],
	['100.64.0.0/10', 'local'],
	['100.100.100.200/32', 'never'],
	['127.0.0.0/8', 'local'],
	['168.63.129.16/32', 'never'],
	['169.254.0.0/16', 'never'],
	['172.16.0.0/12', 'local'],
	['192.0.0.0/24', 'local'],
	['192.0.0.192/32', 'never'],
	['192.0.2.0/24', 'local'],
	['192.88.99.0/24', 'local'],
	['192.168.0.0/16', 'local'],
	['198.18.0.0/15', 'local'],
	['198.51.100.0/24', 'local'],
	['203.0.113.0/24', 'local'],
	['224.0.0.0/4', 'never'],
	['240.0.0.0/4', 'never'],
	['::/0', 'never'],
	['::/128', 'local'],
	['::1/128', 'local'],
	['64:ff9b:1::/48', 'local'],
	['100::/64', 'never'],
	['2000::/3', 'public'],
	['2001::/23', 'local'],
	['2001:db8::/32', 'local'],
	['2002::/16', 'local'],
	['3fff::/20', 'local'],
	['5f00::/16', 'local'],
	['fc00::/7', 'local'],
	['fd00:42::42/128', 'never'],
	['fd00:100::100:200/128', 'never'],
	['fd00:a9fe:a9fe::/64', 'never'],
	['fd00:c1::a9fe:a9fe/128', 'never'],
	['fd00:ec2::/32', 'never'],
	['fd20:ce::/48', 'never'],
	['fe80::/10', 'never'],
	['ff00::/8', 'never'],
];

/** Ranges whose last four bytes are the IPv4 address that receives the packet. */
const EMBEDDING_RANGES = ['::/96', '::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96'];

/**
 * Ranges of translators and tunnels that an operator may run, and the bytes of the IPv4 address
 * (https://www.rfc-editor.org/rfc/rfc8215, https://www.rfc-editor.org/rfc/rfc3056).
 *
 * Their kind is `local`, or `never` if that is the kind of the IPv4 address by any prefix that the operator can use.
 */
const TUNNELS: ReadonlyArray<[range: string, at: readonly number[]]> = [
	// Prefixes of 48, 56, 64 and 96 bits; byte 8 is skipped (https://www.rfc-editor.org/rfc/rfc6052#section-2.2).
	['64:ff9b:1::/48', [6, 7, 9, 10]],
	['64:ff9b:1::/48', [7, 9, 10, 11]],
	['64:ff9b:1::/48', [9, 10, 11, 12]],
	['64:ff9b:1::/48', [12, 13, 14, 15]],
	['2002::/16', [2, 3, 4, 5]],
];

/** Length of an IPv6 address with an IPv4 tail, the longest form. */
const MAX_ADDRESS_LENGTH = 45;

interface Range {
	bytes: number[];
	bits: number;
}

const ranges = RANGES.map(([range, kind]) => ({ ...readRange(range), kind })).sort(
	(one, other) => other.bits - one.bits,
);
const embeddingRanges = EMBEDDING_RANGES.map(readRange);
const tunnels = TUNNELS.map(([range, at]) => ({ ...readRange(range), at }));

/**
 * Returns the kind of an address.
 *
 * @param host from a `URL`, which normalizes every spelling of an IPv4 address (`127.1`, `0x7f.1`, `①②⑦.1`), or from a
 *   name server
 * @returns undefined if the host is a name
 */
export function addressKind(host: string): AddressKind | undefined {
	const bytes = readAddress(withoutBrackets(host).split('%')[0]);
	if (bytes === undefined) return undefined;
	const isPlain = bytes.every((byte, index) => index === 15 || byte === 0) && bytes[15] <= 1;
	const isEmbedded =
		bytes.length === 16 && !isPlain && embeddingRanges.some((range) => contains(range, bytes));
	const isTunnelled = tunnels.some(
		(range) => contains(range, bytes) && kindOf(range.at.map((at) => bytes[at])) === 'never',
	);
	if (isTunnelled) return 'never';
	return kindOf(isEmbedded ? bytes.slice(12) : bytes);
}

function kindOf(bytes: readonly number[]): AddressKind {
	return ranges.find((range) => contains(range, bytes))?.kind ?? 'never';
}

/** Names of metadata services. They resolve only inside the cloud. */
const METADATA_NAMES: ReadonlySet<string> = new Set([
	'metadata',
	'metadata.goog',
	'metadata.google.internal',
	'metadata.tencentyun.com',
	'instance-data',
	'instance-data.ec2.internal',
]);

/**
 * Returns the kind of a name that needs no name server: this machine, or a metadata service of a cloud.
 *
 * @param name dots at its end are ignored
 */
export function nameKind(name: string): AddressKind | undefined {
	const plain = withoutTrailing(name.toLowerCase(), '.');
	if (plain === 'localhost' || plain.endsWith('.localhost')) return 'local';
	return METADATA_NAMES.has(plain) ? 'never' : undefined;
}

function withoutBrackets(host: string): string {
	return host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
}

function contains({ bytes, bits }: Range, address: readonly number[]): boolean {
	if (bytes.length !== address.length) return false;
	return bytes.every((byte, index) => {
		const left = Math.min(Math.max(bits - index * 8, 0), 8);
		const mask = (0xff << (8 - left)) & 0xff;
		return (byte & mask) === (address[index] & mask);
	});
}

function readRange(range: string): Range {
	const [address, bits] = range.split('/');
	return { bytes: readAddress(address) ?? [], bits: Number(bits) };
}

/** Returns four bytes or sixteen. */
function readAddress(text: string): number[] | undefined {
	if (text.length > MAX_ADDRESS_LENGTH) return undefined;
	return text.includes(':') ? readIpv6(text) : readIpv4(text);
}

function readIpv4(text: string): number[] | undefined {
	const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
	return parts?.every((part) => part <= 255) ? parts : undefined;
}

/** A `URL` writes each form of an address as up to eight groups in hexadecimal, with `::` for a row of zeros. */
function readIpv6(text: string): number[] | undefined {
	const url = `http://[${text}]`;
	if (!/^[\da-f:.]+$/i.test(text) || !URL.canParse(url)) return undefined;
	const halves = new URL(url).hostname.slice(1, -1).split('::');
	const [head, rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
	const zeros = Array<string>(8 - head.length - rest.length).fill('0');
	return [...head, ...zeros, ...rest]
		.map((group) => parseInt(group, 16))
		.flatMap((group) => [group >> 8, group & 0xff]);
}
