import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
	/** PEM; also what a client must trust to connect. */
	certificate: string;
	/** PEM of the private key. */
	key: string;
}

/** Makes a self-signed certificate for localhost and 127.0.0.1, valid for two days. */
export function makeCertificate(): Certificate {
	const folder = mkdtempSync(join(tmpdir(), 'sandbox-certificate-'));
	const keyFile = join(folder, 'key.pem');
	const certificateFile = join(folder, 'certificate.pem');
	try {
		execFileSync(
			'openssl',
			[
				...['req', '-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
				...['-keyout', keyFile, '-out', certificateFile, '-days', '2', '-subj', '/CN=localhost'],
				...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
			],
			{ stdio: 'pipe' },
		);
		return {
			certificate: readFileSync(certificateFile, 'utf8'),
			key: readFileSync(keyFile, 'utf8'),
		};
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
