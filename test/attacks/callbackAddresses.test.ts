import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import { event, execute } from '../unit/SignedEvent/node';

/*
 * Cases 20 to 22 of docs/facts/attacks.md through the whole node: a callback URL that an expression brings, as
 * it does where it comes with what somebody sent. test/unit/SignedEvent has the rules one by one.
 */

/** Accepts every connection to this machine and never answers. */
let server: Server;
let port = 0;
let connections = 0;

beforeAll(async () => {
	server = createServer((socket) => {
		connections += 1;
		socket.destroy();
	});
	await new Promise<void>((resolve) => server.listen(0, '::', resolve));
	({ port } = server.address() as AddressInfo);
});
afterAll(async () => await new Promise((resolve) => server.close(resolve)));
beforeEach(() => (connections = 0));

async function reasonsFor(url: string, options: IDataObject = {}): Promise<unknown[]> {
	const parameters = {
		callbackUrl: '={{ $json.url }}',
		signature: [],
		options: { timeout: 2_000, ...options },
	};
	const panel = { parameters, connected: [0, 1], evaluate: () => url };
	const [delivered, undelivered] = await execute(panel, event('1'));
	expect(delivered).toEqual([]);
	return undelivered.map(({ json }) => (json.delivery as IDataObject).reason);
}

/** This machine, as somebody may spell it. */
const LOOPBACK = [
	...['127.0.0.1', '127.1', '127.0.1', '0x7f.1', '0x7f000001', '2130706433', '017700000001'],
	...['0177.0.0.1', '0177.1', '127.000.000.001', '①②⑦.⓪.⓪.①', '１２７．０．０．１', '127。0。0。1'],
	...['0', '0.0.0.0', '127.255.255.254', 'localhost', 'LOCALHOST', 'localhost.', 'a.localhost'],
	...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
	...['[::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[::ffff:0:7f00:1]'],
	...['[2002:7f00:1::]', '[2001:0:7f00:1::]', '%31%32%37.0.0.1', '127%2e0%2e0%2e1'],
];

/** What is reached from inside only. */
const INSIDE = [
	...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', '100.64.0.1', '192.0.0.8'],
	...['192.88.99.1', '198.18.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1'],
	...['[fc00::1]', '[fd12::1]', '[5f00::1]', '[64:ff9b::a00:1]', '[2002:a00:1::]'],
];

/** What no callback is at, allowed or not. */
const NEVER = [
	...['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.0.1'],
	...['[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]', '[fe80::1]'],
	...[
		'[fd00:ec2::254]',
		'[fd20:ce::254]',
		'[fd00:c1::a9fe:a9fe]',
		'[fd00:42::42]',
		'[fd00:a9fe:a9fe::1]',
		'[fd00:100::100:200]',
		'[2002:a9fe:a9fe::]',
		'metadata.goog',
		'instance-data',
		'[100::1]',
		'[ff02::1]',
		'100.100.100.200',
		'168.63.129.16',
		'192.0.0.192',
	],
	...[
		'224.0.0.1',
		'240.0.0.1',
		'255.255.255.255',
		'metadata.google.internal',
		'metadata.google.internal.',
	],
];

const NO_ADDRESS = [
	...['ftp://127.0.0.1/', 'file:///etc/passwd', 'gopher://127.0.0.1/', 'javascript:alert(1)'],
	...[
		'data:text/plain,x',
		'unix:/var/run/docker.sock',
		'//127.0.0.1/',
		'127.0.0.1',
		'http://',
		'http:///',
	],
	...[
		'http://a:b@example.com/',
		'http://a@example.com/',
		'http://example.com@127.0.0.1/',
		'http://[::1',
		'http://127.0.0.1:99999/',
	],
];

describe('a callback URL that an expression brings', () => {
	it.each([...LOOPBACK, ...INSIDE, ...NEVER])('20, 21, 22: is not called at %s', async (host) => {
		expect(await reasonsFor(`http://${host}:${port}/`)).toEqual(['address_refused']);
		expect(connections).toBe(0);
	});

	it.each(NEVER)(
		'21: is not called at %s even where private addresses are allowed',
		async (host) => {
			const options = { allowPrivateAddresses: true };
			expect(await reasonsFor(`http://${host}:${port}/`, options)).toEqual(['address_refused']);
		},
	);

	it.each(NO_ADDRESS)('22: is rejected as malformed if it is %s', async (url) => {
		expect(await reasonsFor(url)).toEqual(['address_malformed']);
		expect(connections).toBe(0);
	});

	it.each(['127.0.0.1', '127.1', '[::1]'])(
		'is called at %s where that is allowed, or the server above would mean nothing',
		async (host) => {
			const options = { allowPrivateAddresses: true };
			expect(await reasonsFor(`http://${host}:${port}/`, options)).toEqual(['no_answer']);
			expect(connections).toBeGreaterThan(0);
		},
	);
});
