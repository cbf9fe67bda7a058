import { addressKind, nameKind } from '../../../nodes/host/networkAddress';

const hostOf = (url: string) => new URL(url).hostname;

describe('the kind of a network address', () => {
	it.each([
		...['8.8.8.8', '1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0'],
		...['126.255.255.255', '128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255'],
		...['172.32.0.0', '192.0.1.0', '192.167.255.255', '192.169.0.0', '198.17.255.255'],
		...['198.20.0.0', '223.255.255.255', '168.63.129.15', '2606:4700::1111', '2001:4860::8888'],
		...['::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2a00:1450:4001::200e'],
	])('%s is public', (address) => expect(addressKind(address)).toBe('public'));

	it.each([
		...['0.0.0.0', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1'],
		...['127.255.255.255', '172.16.0.0', '172.31.255.255', '192.0.0.1', '192.0.2.1'],
		...['192.88.99.1', '192.168.0.0', '192.168.255.255', '198.18.0.0', '198.19.255.255'],
		...['198.51.100.1', '203.0.113.1', '::', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
		...[
			'::127.0.0.1',
			'64:ff9b::7f00:1',
			'64:ff9b:1::1',
			'2001::1',
			'2001:db8::1',
			'2002:7f00:1::',
		],
		...['fc00::1', 'fd12:3456::1', '5f00::1', '::ffff:0:127.0.0.1', '3fff::1'],
	])('%s is local', (address) => expect(addressKind(address)).toBe('local'));

	it.each([
		...['169.254.169.254', '169.254.0.0', '169.254.255.255', '100.100.100.200', '168.63.129.16'],
		...['192.0.0.192', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
		...['fe80::1', 'fe80::1%eth0', 'febf::1', 'fd00:ec2::254', 'ff02::1', '100::1'],
		...['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::169.254.169.254', '64:ff9b::a9fe:a9fe'],
		...['fd20:ce::254', 'fd20:ce::1', 'fd00:42::42', 'fd00:c1::a9fe:a9fe', 'fd00:a9fe:a9fe::1'],
		...['fd00:100::100:200', '2002:a9fe:a9fe::', '64:ff9b:1::a9fe:a9fe'],
		...['64:ff9b:1:a9fe:a9:fe00::', '64:ff9b:1:5:a9:fea9:fe00:0', '64:ff9b:1:5:6:a9:fea9:fe'],
	])('%s is never allowed', (address) => expect(addressKind(address)).toBe('never'));

	it.each([
		['http://127.1', 'local'],
		['http://0x7f.1', 'local'],
		['http://2130706433', 'local'],
		['http://0177.0.0.1', 'local'],
		['http://①②⑦.⓪.⓪.①', 'local'],
		['http://0xa9fea9fe', 'never'],
		['http://[::ffff:7f00:1]', 'local'],
		['http://[::ffff:169.254.169.254]', 'never'],
		['http://[0:0:0:0:0:0:0:1]', 'local'],
	])('%s as a URL is %s', (url, kind) => expect(addressKind(hostOf(url))).toBe(kind));

	it.each(['example.com', '1.2.3', '1.2.3.4.5', '1.2.3.256', 'fe80', '1::2::3', '12345::', ':::'])(
		'%s is not an address',
		(text) => expect(addressKind(text)).toBeUndefined(),
	);
});

describe('names that need no name server', () => {
	it.each([
		['localhost', 'local'],
		['LOCALHOST.', 'local'],
		['shop.localhost', 'local'],
		['metadata.google.internal', 'never'],
		['metadata.google.internal.', 'never'],
		['metadata.goog', 'never'],
		['instance-data.ec2.internal', 'never'],
		['example.com', undefined],
		['notlocalhost', undefined],
	])('%s: %s', (name, kind) => expect(nameKind(name)).toBe(kind));

	it('take linear time for a megabyte of any character', () => {
		const started = Date.now();
		for (const sign of ['.', '%', '%\n', ':', '1', '[', ']', '1.', '::'])
			for (const text of [sign.repeat(1_000_000), `${sign.repeat(1_000_000)}x`]) {
				expect(addressKind(text)).toBeUndefined();
				expect(nameKind(text)).toBeUndefined();
			}
		// Quadratic work on a megabyte takes minutes.
		expect(Date.now() - started).toBeLessThan(5_000);
	});
});
