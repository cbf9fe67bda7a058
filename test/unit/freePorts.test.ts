import { createServer } from 'node:net';

import { freePorts } from '../n8n/install/ports';

/** As Linux itself sets `ip_local_port_range`; macOS and Windows begin at 49152. */
const LOWEST_GIVEN_TO_ANY = 32_768;
const CALLS = 50;

const many = async (worker?: string) =>
	(await Promise.all(Array.from({ length: CALLS }, async () => await freePorts(worker)))).flat();

test('no other connection of this machine can be given a port that was found free', async () => {
	const ports = [...(await many('0')), ...(await many('10'))];
	expect(Math.max(...ports)).toBeLessThan(LOWEST_GIVEN_TO_ANY);
});

test('each port is handed out once, in one worker and over two', async () => {
	const ports = [...(await many('1')), ...(await many('2')), ...(await many('10'))];
	expect(new Set(ports).size).toBe(ports.length);
});

test('a port that is taken is not handed out', async () => {
	const [port] = await freePorts();
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(port + 2, '127.0.0.1', resolve));
	try {
		expect(await freePorts()).not.toContain(port + 2);
	} finally {
		await new Promise((resolve) => server.close(resolve));
	}
});
