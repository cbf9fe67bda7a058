import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP } from 'node:net';

export interface Post {
	headers: Record<string, string>;
	body: string;
	/** Milliseconds until an answer has to be there. */
	timeout: number;
	/** Ends the request when the sandbox closes. */
	signal: AbortSignal;
}

/**
 * Sends a POST request and returns the status of the response. Fails without a response. Redirects
 * are not followed, and every request has a new connection, as in PHP.
 */
export function post(url: string, { headers, body, timeout, signal }: Post): Promise<number> {
	return new Promise((resolve, reject) => {
		const send = url.startsWith('https:') ? httpsRequest : httpRequest;
		const request = send(url, {
			method: 'POST',
			agent: false,
			headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
			signal,
		});
		const timer = setTimeout(() => request.destroy(new Error('Timed out')), timeout);
		request.once('close', () => clearTimeout(timer));
		request.once('error', reject);
		request.once('response', (response) => {
			response.once('error', reject);
			response.once('end', () => resolve(response.statusCode as number));
			response.resume();
		});
		request.end(body);
	});
}

const PORTS = ['', '80', '443', '8080'];

const PRIVATE = new BlockList();
PRIVATE.addSubnet('0.0.0.0', 8);
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('127.0.0.0', 8);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);

/**
 * Returns whether wp_safe_remote_request() would send to an address. wp_http_validate_url() rejects
 * private hosts, IPv6 literals, credentials and all ports but 80, 443 and 8080. Names are not
 * resolved here.
 */
export function isSafeUrl(address: string): boolean {
	const url = new URL(address);
	const host = url.hostname;
	if (url.username !== '' || url.password !== '' || /[:#?[\]]/.test(host)) return false;
	if (host === 'localhost' || (isIP(host) === 4 && PRIVATE.check(host))) return false;
	return PORTS.includes(url.port);
}
