"""Images: judged by decoding their bytes, written anew, named by digest, described wherever they are shown."""
