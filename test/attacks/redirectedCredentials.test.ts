/**
 * A credential of this package goes only to its vendor (otherHosts.test.ts), also if the vendor's host redirects. Shops
 * redirect to their own domain, and WordPress plugins to any URL. n8n's HTTP Request node follows redirects.
 */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import axios from 'axios';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { authenticate as ecwid } from '../../nodes/Ecwid/credential';
import { signedBy } from '../../nodes/host/credentialFields';
import { authenticate as shopify } from '../../nodes/Shopify/credential';

let vendor: Server;
let other: Server;
let seen: IncomingHttpHeaders[] = [];
const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const listen = async (server: Server) =>
	await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));

beforeEach(async () => {
	seen = [];
	other = createServer((request, response) => {
		seen.push(request.headers);
		response.end('{}');
	});
	await listen(other);
	vendor = createServer((request, response) => {
		const isMoved = request.url?.includes('moved') === true;
		if (isMoved) response.writeHead(302, { location: `${originOf(other)}/` });
		response.end('{}');
	});
	await listen(vendor);
});
afterEach(() => [vendor, other].forEach((server) => server.close()));

/** Sends a request as n8n-core does (`convertN8nRequestToAxios`): it follows redirects unless the options say otherwise. */
async function send(options: IHttpRequestOptions): Promise<number> {
	const { url, headers, disableFollowRedirect } = options;
	const answer = await axios.request({
		...{ url, headers: headers as Record<string, string>, validateStatus: () => true },
		...(disableFollowRedirect === true && { maxRedirects: 0 }),
	});
	return answer.status;
}

const SIGNED: Array<
	[name: string, path: string, header: string, sign: (url: string) => Promise<IHttpRequestOptions>]
> = [
	[
		'Shopify',
		'/admin/api/2026-10/',
		'x-shopify-access-token',
		(url) => {
			const base = { useBaseUrl: true, baseUrl: originOf(vendor) };
			const credential = { shop: 'my-shop', accessToken: 'shpat_1', ...base };
			return signedBy(shopify)(credential, { method: 'GET', url });
		},
	],
	[
		'Ecwid',
		'/api/v3/1003/',
		'authorization',
		(url) => {
			const base = { useBaseUrl: true, baseUrl: originOf(vendor) };
			const secrets = { accessToken: 'secret_1', clientSecret: 'client-secret' };
			return signedBy(ecwid)({ storeId: '1003', ...secrets, ...base }, { method: 'GET', url });
		},
	],
];

it.each(SIGNED)('the token of %s is not sent to a host that the vendor names', async (...row) => {
	const [, path, header, sign] = row;
	await send(await sign(`${originOf(vendor)}${path}moved`));
	expect(seen.map((headers) => headers[header]).filter((one) => one !== undefined)).toEqual([]);
});

it.each(SIGNED)('the token of %s is sent to the vendor, as the control', async (...row) => {
	const [, path, header, sign] = row;
	const signed = await sign(`${originOf(vendor)}${path}orders`);
	expect(Object.keys(signed.headers ?? {}).map((name) => name.toLowerCase())).toContain(header);
	expect(await send(signed)).toBe(200);
});
