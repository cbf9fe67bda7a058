import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { SecureVersion } from 'node:tls';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { exchange } from '../../../nodes/host/http';
import { makeCertificate } from '../../sandbox/certificate';
import { n8nClient } from '../SignedEvent/n8nClient';

const client = n8nClient();
const NO_TLS =
	/: the server does not use TLS at this port\. If the site has no https, enter the address with http:\/\/\. Otherwise, correct the port\.$/;

/** Returns why a request by https to a server fails. */
async function messageFrom(server: Server, options: Partial<IHttpRequestOptions> = {}) {
	server.on('tlsClientError', () => undefined);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const answer = await exchange(
		{ method: 'GET', url: `https://127.0.0.1:${port}/` },
		async (request) => await client.httpRequest({ ...request, ...options }),
	);
	await new Promise((resolve) => server.close(resolve));
	return answer.ok ? 'an answer' : answer.problem.message;
}

const { key, certificate: cert } = makeCertificate();
const https = (versions: { minVersion?: SecureVersion; maxVersion?: SecureVersion } = {}) =>
	createHttpsServer({ key, cert, ...versions, ciphers: 'ALL:@SECLEVEL=0' });

describe('a request by https', () => {
	it('reports a server that speaks http', async () => {
		const server = createHttpServer((_request, response) => response.end());
		expect(await messageFrom(server)).toMatch(NO_TLS);
	});

	it('reports a server of another protocol', async () => {
		const server = createServer((socket) => {
			socket.on('error', () => undefined).resume();
			socket.end('SSH-2.0-OpenSSH_9.2\r\n');
		});
		expect(await messageFrom(server)).toMatch(NO_TLS);
	});

	it('reports a certificate that is not trusted', async () => {
		expect(await messageFrom(https())).toMatch(/does not trust the TLS certificate/);
	});

	it('reports a server without a common TLS version', async () => {
		const server = https({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
		expect(await messageFrom(server)).toMatch(/no TLS version or cipher in common/);
	});

	it.each([
		['ERR_SSL_WRONG_VERSION_NUMBER', NO_TLS],
		['ERR_SSL_PACKET_LENGTH_TOO_LONG', NO_TLS],
		['ERR_SSL_UNSUPPORTED_PROTOCOL', /no TLS version or cipher in common/],
		['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', /no TLS version or cipher in common/],
		['ERR_TLS_CERT_ALTNAME_INVALID', /does not trust the TLS certificate/],
		['CERT_HAS_EXPIRED', /does not trust the TLS certificate/],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /does not trust the TLS certificate/],
		['DEPTH_ZERO_SELF_SIGNED_CERT', /does not trust the TLS certificate/],
	])('reports the cause of %s', async (code, cause) => {
		const answer = await exchange({ method: 'GET', url: 'https://shop.example/' }, () =>
			Promise.reject(Object.assign(new Error('wrapped'), { cause: { code } })),
		);
		expect(answer).toMatchObject({ problem: { message: expect.stringMatching(cause) } });
	});
});
