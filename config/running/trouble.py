"""What stops a start, told in one sentence to the person at the keyboard."""

import errno
import re

NETWORK = re.compile(
    r"Temporary failure in name resolution|Max retries exceeded|ConnectTimeout|ENOTFOUND|EAI_AGAIN|ETIMEDOUT"
    r"|ECONNREFUSED|Could not find a version|No matching distribution|Failed to establish a new connection"
)


class Trouble(Exception):
    """One sentence in French; `details` are the last words of the program that failed."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.details = details


def of_system(error: OSError) -> Trouble:
    """The sentence for what the system refused."""
    where = f" ({error.filename})" if error.filename else ""
    sentences = {
        errno.ENOSPC: f"Le disque est plein{where} : libérez de la place, puis relancez.",
        errno.EDQUOT: f"Votre quota de disque est atteint{where} : libérez de la place, puis relancez.",
        errno.EACCES: f"Permission refusée{where} : vérifiez à qui appartient ce dossier.",
        errno.EPERM: f"Permission refusée{where} : vérifiez à qui appartient ce dossier.",
        errno.EROFS: f"Ce disque est en lecture seule{where} : choisissez un autre dossier avec TISSERAND_HOME.",
        errno.ENOTDIR: f"Un fichier se trouve là où il faut un dossier{where}.",
        errno.EEXIST: f"Un fichier se trouve là où il faut un dossier{where}.",
        errno.ENOENT: f"Ce chemin n’existe pas et ne peut pas être créé{where}.",
        errno.ENAMETOOLONG: f"Ce chemin est trop long{where} : choisissez un dossier plus proche de la racine.",
    }
    return Trouble(
        sentences.get(error.errno or 0, f"Le système a refusé une opération{where} : {error.strerror}.")
    )


def of_program(title: str, output: str) -> Trouble:
    """The sentence for a program that failed, found in what it printed."""
    if "No space left on device" in output or "ENOSPC" in output:
        return Trouble("Le disque est plein : libérez de la place, puis relancez.")
    if "Permission denied" in output or "EACCES" in output:
        return Trouble(f"{title} : permission refusée.", output)
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in output:
        return Trouble(
            f"{title} : un paquet reçu n’a pas l’empreinte attendue ; rien n’a été installé.", output
        )
    if NETWORK.search(output):
        return Trouble(f"{title} : le réseau ou le dépôt de paquets ne répond pas ; réessayez.", output)
    return Trouble(f"{title} : échec.", output)
