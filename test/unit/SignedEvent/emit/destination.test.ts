import { withDeadline, type AddressRules } from '../../../../nodes/host/allowedAddress';
import { checkDestination } from '../../../../nodes/SignedEvent/emit/destination';

/** Names and their addresses. */
const NAMES: Record<string, string[]> = {
	'shop.example': ['93.184.216.34', '2606:2800:220:1::1'],
	'v6.example': ['2606:2800:220:1::1'],
	'inside.example': ['10.0.0.5'],
	'half-inside.example': ['93.184.216.34', '10.0.0.5'],
	'metadata.example': ['169.254.169.254'],
	'half-metadata.example': ['93.184.216.34', '::ffff:169.254.169.254'],
	'odd.example': ['what is this'],
	'zone.example': ['2606:2800:220:1::1%1'],
	localhost: ['127.0.0.1', '::1'],
	'a.localhost': ['127.0.0.1'],
	'strange.localhost': ['169.254.169.254'],
};
const resolve = async (name: string) => {
	if (NAMES[name] === undefined) throw new Error(`getaddrinfo ENOTFOUND ${name}`);
	return NAMES[name];
};
const STRICT: AddressRules = { allowsLocal: false, resolve, mayPin: () => true };
const OPEN: AddressRules = { allowsLocal: true, resolve, mayPin: () => true };

const reasonOf = async (url: string, rules: AddressRules) => {
	const judged = await checkDestination(url, rules);
	return judged.ok ? 'ok' : judged.reason;
};

describe('a destination', () => {
	it.each([
		'http://127.0.0.1/',
		'http://127.1/',
		'http://0x7f.1/',
		'http://2130706433/',
		'http://0177.0.0.1/',
		'http://①②⑦.⓪.⓪.①/',
		'http://localhost/',
		'http://localhost./',
		'http://LOCALHOST:5678/',
		'http://a.localhost/',
		'http://[::1]/',
		'http://[::ffff:7f00:1]/',
		'http://10.1.2.3:8080/hook',
		'http://192.168.1.1/',
		'http://100.64.0.1/',
		'http://inside.example/',
		'http://half-inside.example/',
	])('is allowed only with private addresses: %s', async (url) => {
		expect(await reasonOf(url, STRICT)).toBe('address_refused');
		expect(await reasonOf(url, OPEN)).toBe('ok');
	});

	it.each([
		'http://169.254.169.254/latest/meta-data/',
		'http://0xa9fea9fe/',
		'http://[::ffff:169.254.169.254]/',
		'http://[fd00:ec2::254]/',
		'http://[fe80::1]/',
		'http://100.100.100.200/',
		'http://168.63.129.16/',
		'http://metadata.google.internal/',
		'http://metadata.google.internal./',
		'http://metadata.example/',
		'http://half-metadata.example/',
		'http://224.0.0.1/',
		'http://255.255.255.255/',
		'http://odd.example/',
		'http://strange.localhost/',
		'http://[fd20:ce::254]/',
		'http://[fd00:42::42]/',
		'http://[2002:a9fe:a9fe::]/',
		'http://metadata.goog/',
	])('is never allowed: %s', async (url) => {
		expect(await reasonOf(url, STRICT)).toBe('address_refused');
		expect(await reasonOf(url, OPEN)).toBe('address_refused');
	});

	it.each([
		'',
		'example',
		'shop.example/events',
		'ftp://shop.example/',
		'file:///etc/passwd',
		'javascript:alert(1)',
		'http://',
		'https://user:password@shop.example/',
		'https://shop.example@127.0.0.1/',
	])('is not an address: %p', async (url) => {
		expect(await reasonOf(url, OPEN)).toBe('address_malformed');
	});

	it('is rejected with the next step and without its secret', async () => {
		const judged = await checkDestination('https://user:hunter2@shop.example/', OPEN);
		expect(JSON.stringify(judged)).not.toContain('hunter2');
		const inside = await checkDestination('http://inside.example/', STRICT);
		expect(inside).toMatchObject({ message: expect.stringContaining('Allow Private Addresses') });
	});

	it('is connected to the checked address, even if the name changes a moment later', async () => {
		expect(await checkDestination('https://shop.example:8443/a?b=c#d', STRICT)).toEqual({
			ok: true,
			url: 'https://shop.example:8443/a?b=c',
			pinned: {
				urls: ['https://93.184.216.34:8443/a?b=c', 'https://[2606:2800:220:1::1]:8443/a?b=c'],
				hostHeader: 'shop.example:8443',
				serverName: 'shop.example',
			},
		});
		expect(await checkDestination('https://v6.example/', STRICT)).toMatchObject({
			pinned: { urls: ['https://[2606:2800:220:1::1]/'] },
		});
	});

	it.each([
		['a typed name', 'https://shop.example/', OPEN, 'https://93.184.216.34/'],
		['an inner name that is allowed', 'https://inside.example/', OPEN, 'https://10.0.0.5/'],
		['this machine', 'http://localhost.:81/', OPEN, 'http://127.0.0.1:81/'],
	])('is connected to the checked address: %s', async (_what, url, rules, pinned) => {
		const judged = await checkDestination(url, rules);
		expect(judged.ok && judged.pinned?.urls[0]).toBe(pinned);
	});

	it("is connected by name if only the list of names in n8n's guard can allow it", async () => {
		const guarded = { ...OPEN, mayPin: (address: string) => address !== '10.0.0.5' };
		expect(await checkDestination('https://inside.example/', guarded)).toEqual({
			ok: true,
			url: 'https://inside.example/',
		});
		expect(await checkDestination('https://half-inside.example/', guarded)).toMatchObject({
			pinned: { urls: ['https://93.184.216.34/'] },
		});
	});

	it('is rejected if its address has a zone, which no URL can hold', async () => {
		expect(await reasonOf('https://zone.example/', OPEN)).toBe('address_refused');
	});

	it('is reported if its name is unknown', async () => {
		expect(await reasonOf('https://nowhere.example/', OPEN)).toBe('no_answer');
		expect(await reasonOf('https://nowhere.example/', STRICT)).toBe('no_answer');
	});

	it('is rejected if its name cannot be looked up (n8n 1.x), unless private addresses are allowed', async () => {
		const old = { allowsLocal: false, mayPin: () => true };
		for (const url of ['https://inside.example/', 'https://shop.example/', 'http://a.b.c/'])
			expect(await reasonOf(url, old)).toBe('address_refused');
		expect(await checkDestination('https://shop.example/', old)).toMatchObject({
			message: expect.stringMatching(/cannot check whether .* update to n8n 2\.$/),
		});
		expect(await reasonOf('https://shop.example/', { ...old, allowsLocal: true })).toBe('ok');
		expect(await reasonOf('https://8.8.8.8/', old)).toBe('ok');
		expect(await reasonOf('http://127.1/', old)).toBe('address_refused');
		expect(await reasonOf('http://localhost/', old)).toBe('address_refused');
		expect(await reasonOf('http://metadata.google.internal/', old)).toBe('address_refused');
	});
});

it('a look-up ends if the name server does not answer', async () => {
	const silent = withDeadline(async () => await new Promise<string[]>(() => undefined), 20);
	const rules = { ...OPEN, resolve: silent };
	expect(await reasonOf('https://shop.example/', rules)).toBe('no_answer');
});

it.each([
	['user:s3cret@shop.example/hook', 'shop.example/hook'],
	['ftp://user:s3cret@shop.example/hook?key=s3cret', 'shop.example/hook'],
	['hooks.slack.example/T0/s3cret0123456789s3cret0123', 'hooks.slack.example/T0/…'],
	['shop.example/hook\nn8n is down', 'shop.example/hook\\nn8n is down'],
])(
	'a text that is not a web address is shown without what may be a secret: %j',
	async (url, shown) => {
		const judged = await checkDestination(url, STRICT);
		expect(judged).toMatchObject({
			reason: 'address_malformed',
			message: `Delivery failed: the callback URL ${shown} is not a web address. Enter one that begins with https://.`,
		});
	},
);
