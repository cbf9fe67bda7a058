import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { PROBLEM } from '../../../nodes/core/result';
import { exchange, LIMITS, requestOptions, type Limits } from '../../../nodes/host/http';
import { oauth2Send } from '../../../nodes/host/oauth2';
import { answers } from '../SignedEvent/callback';
import { n8nClient } from '../SignedEvent/n8nClient';

const MB = 1024 * 1024;
const client = n8nClient();
const send = async (options: IHttpRequestOptions) => await client.httpRequest(options);

/** A vendor that answers as a test says, and what became of its connections. */
async function startVendor(answer: (response: ServerResponse) => void) {
	const sockets: Socket[] = [];
	let requests = 0;
	const server = createServer((request, response) => {
		requests += 1;
		request.resume().once('end', () => answer(response));
	});
	server.on('connection', (socket) => sockets.push(socket));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/things`,
		get requests() {
			return requests;
		},
		/** Resolves when no connection is open any more; the limit is for a test that fails. */
		closed: async () => {
			for (let count = 0; count < 500 && sockets.some((each) => !each.destroyed); count++)
				await new Promise((resolve) => setTimeout(resolve, 10));
			return sockets.every((each) => each.destroyed);
		},
		get written() {
			return sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

let vendor: Awaited<ReturnType<typeof startVendor>> | undefined;
afterEach(async () => await vendor?.stop());

const get = (url: string) => ({ method: 'GET' as const, url });
const short: Limits = { ...LIMITS, deadlineMs: 300 };
const reply = (response: ServerResponse) => void response.end('{"fine":true}');

describe('an exchange with a vendor', () => {
	it('returns status, headers and all bytes of a large answer', async () => {
		const body = Buffer.alloc(5 * MB, 'x');
		vendor = await startVendor(
			(response) => void response.writeHead(404, { 'X-A': 'b' }).end(body),
		);
		const answer = await exchange(get(vendor.url), send);
		expect(answer).toMatchObject({ ok: true, value: { status: 404, headers: { 'x-a': 'b' } } });
		expect(answer.ok && answer.value.body.equals(body)).toBe(true);
	});

	it.each(['silence', 'trickle', 'trickledHead'] as const)(
		'fails at its deadline, and closes the connection: %s',
		async (kind) => {
			vendor = await startVendor((response) => answers[kind](response, undefined as never));
			const answer = await exchange(get(vendor.url), send, undefined, short);
			expect(answer).toEqual({
				ok: false,
				problem: {
					reason: PROBLEM.timedOut,
					message: `The request to ${new URL(vendor.url).host} failed: the server did not complete its response within 0.3 seconds. Check whether it is up, or try again later.`,
				},
			});
			expect(await vendor.closed()).toBe(true);
		},
	);

	it('keeps its deadline where n8n puts the signal of an execution in its place', async () => {
		vendor = await startVendor((response) => answers.trickledHead(response, undefined as never));
		const execution = new AbortController();
		const asInExecution = async (options: IHttpRequestOptions) => {
			options.abortSignal = execution.signal;
			return await send(options);
		};
		const answer = await exchange(get(vendor.url), asInExecution, undefined, short);
		expect(answer).toMatchObject({ problem: { reason: PROBLEM.timedOut } });
		expect(await vendor.closed()).toBe(true);
	});

	it('ends with the execution that n8n cancels', async () => {
		const execution = new AbortController();
		vendor = await startVendor(() => execution.abort());
		const asInExecution = async (options: IHttpRequestOptions) => {
			options.abortSignal = execution.signal;
			return await send(options);
		};
		expect(await exchange(get(vendor.url), asInExecution)).toMatchObject({ ok: false });
		expect(await vendor.closed()).toBe(true);
	});

	it('fails at its deadline while n8n fetches a token, which no signal reaches, and sends nothing later', async () => {
		vendor = await startVendor(reply);
		let goOn = () => {};
		const token = new Promise<void>((resolve) => (goOn = resolve));
		let late: Promise<unknown> = Promise.resolve();
		const afterToken = async (options: IHttpRequestOptions) =>
			await (late = token.then(async () => await send(options)));
		const answer = await exchange(get(vendor.url), afterToken, undefined, short);
		expect(answer).toMatchObject({ problem: { reason: PROBLEM.timedOut } });
		goOn();
		await expect(late).rejects.toHaveProperty('code', 'ERR_CANCELED');
		expect(vendor.requests).toBe(0);
	});

	it('reads no more of an answer without end than the limit', async () => {
		vendor = await startVendor((response) => answers.flood(response, undefined as never));
		const before = process.memoryUsage().arrayBuffers;
		const answer = await exchange(get(vendor.url), send);
		expect(answer).toEqual({
			ok: false,
			problem: {
				reason: PROBLEM.unexpected,
				message: expect.stringMatching(
					/^The request to 127\.0\.0\.1:\d+ failed: the response has more than 32 MB\. Check /,
				),
			},
		});
		expect(await vendor.closed()).toBe(true);
		// What the kernel's buffers and the streams' hold comes on top of the limit.
		expect(vendor.written).toBeLessThan(LIMITS.mostBytes + 16 * MB);
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(LIMITS.mostBytes + 32 * MB);
	});

	it('takes no more memory for an answer in parts of one byte', async () => {
		const PARTS = 2_000_000;
		const used = () => {
			const { heapUsed, external } = process.memoryUsage();
			return heapUsed + external;
		};
		const before = used();
		let after = 0;
		async function* parts() {
			for (let count = 0; count < PARTS; count++) yield Buffer.from('x');
			after = used();
		}
		const body = Object.assign(parts(), { destroy: () => {} });
		const answer = await exchange(
			get('http://127.0.0.1/things'),
			async () => await Promise.resolve({ statusCode: 200, headers: {}, body }),
		);
		expect(answer.ok && answer.value.body.toString()).toBe('x'.repeat(PARTS));
		// The list of the parts takes some 200 MB more.
		expect(after - before).toBeLessThan(100 * MB);
	});

	it('counts what an answer unpacks to', async () => {
		const bomb = gzipSync(Buffer.alloc(200 * MB));
		vendor = await startVendor((response) => {
			response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
		});
		const answer = await exchange(get(vendor.url), send);
		expect(answer).toMatchObject({ problem: { message: expect.stringContaining('32 MB') } });
	});

	it('rejects an answer of so many values that parsing them would stop n8n', async () => {
		vendor = await startVendor((response) => response.end(`[${'{},'.repeat(5 * MB)}{}]`));
		expect(await exchange(get(vendor.url), send)).toMatchObject({
			problem: {
				reason: PROBLEM.unexpected,
				message: expect.stringMatching(
					/failed: the response has more than 500,000 values\. Check /,
				),
			},
		});
	});

	it('reports an address that is not a URL, without a request', async () => {
		const unused = async () => await Promise.reject(new Error('There was a request.'));
		expect(await exchange(get('https://proxy.example:99999/x'), unused)).toMatchObject({
			problem: {
				reason: PROBLEM.misconfigured,
				message: expect.stringMatching(/failed: its address is not a valid URL\. Correct /),
			},
		});
	});

	it('reports an answer that is cut off', async () => {
		vendor = await startVendor((response) => {
			response.writeHead(200, { 'content-length': 100 }).write('half');
			setTimeout(() => response.destroy(), 20);
		});
		expect(await exchange(get(vendor.url), send)).toMatchObject({
			problem: {
				reason: PROBLEM.unreachable,
				message: expect.stringContaining('closed the connection'),
			},
		});
	});

	it('leaves no listener at an execution that makes many requests', async () => {
		vendor = await startVendor(reply);
		const execution = new AbortController();
		let listeners = 0;
		const { signal } = execution;
		const add = signal.addEventListener.bind(signal);
		const remove = signal.removeEventListener.bind(signal);
		signal.addEventListener = (...all: Parameters<typeof add>) => void (listeners++, add(...all));
		signal.removeEventListener = (...all: Parameters<typeof remove>) =>
			void (listeners--, remove(...all));
		for (let count = 0; count < 5; count++)
			await exchange(get(vendor.url), async (options) => {
				options.abortSignal = signal;
				return await send(options);
			});
		expect(listeners).toBe(0);
	});
});

describe("an exchange by n8n's OAuth2", () => {
	/** What n8n-core's `requestOAuth2` does: on a thrown 401 it renews the token and asks again. */
	function functionsOf() {
		const helpers = {
			httpRequest: client.httpRequest,
			async httpRequestWithAuthentication(
				this: { helpers: typeof client },
				_: string,
				options: IHttpRequestOptions,
			) {
				return await this.helpers
					.httpRequest(options)
					.catch(async (error: { response?: { status?: number } }) => {
						if (error.response?.status !== 401) throw error;
						return await this.helpers.httpRequest(options);
					});
			},
		};
		return { helpers };
	}

	it('closes the connection of a 401 whose body is not read, and returns the response to the new token', async () => {
		const refusals = [true, false];
		vendor = await startVendor((response) => {
			if (refusals.shift()) {
				response.statusCode = 401;
				response.write(Buffer.alloc(10 * MB));
			} else reply(response);
		});
		const answer = await oauth2Send(functionsOf() as never, 'someOAuth2Api')(get(vendor.url));
		expect(answer).toMatchObject({ ok: true, value: { status: 200 } });
		expect(vendor.requests).toBe(2);
		expect(await vendor.closed()).toBe(true);
	});

	it('closes both connections when the new token is rejected too', async () => {
		vendor = await startVendor((response) => {
			response.statusCode = 401;
			response.write(Buffer.alloc(10 * MB));
		});
		const answer = await oauth2Send(functionsOf() as never, 'someOAuth2Api')(get(vendor.url));
		expect(answer).toMatchObject({ ok: true, value: { status: 401 } });
		expect(await vendor.closed()).toBe(true);
	});
});

it('asks n8n for a stream, and follows no redirect', () => {
	expect(requestOptions(get('https://shop.example/'))).toMatchObject({
		encoding: 'stream',
		disableFollowRedirect: true,
		returnFullResponse: true,
	});
});
