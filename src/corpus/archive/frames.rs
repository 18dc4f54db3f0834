//! A Zstandard file (RFC 8878): frames one after the other, those that are to be skipped among them.
//!
//! A web archive may begin with a frame to be skipped that holds a dictionary, packed or not, for all that follow: "Zstandard
//! compression of WARC files 1.0", International Internet Preservation Consortium, 2021.

use std::io::{BufRead, Error, Read, Result, copy, sink};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, Dictionary, FrameDecoder, StreamingDecoder};

/// How a frame begins.
const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The magic number of the frame that holds a dictionary.
const DICTIONARY: u32 = 0x184d_2a5d;

/// Bytes of a dictionary at most; those in use have a hundred thousand.
const MOST_DICTIONARY: u64 = 16 << 20;

/// The unpacked bytes of all frames.
pub(super) struct Frames<R> {
    source: R,
    decoder: Box<FrameDecoder>,
    /// The name of the dictionary of all frames.
    dictionary: Option<u32>,
    within: bool,
}

impl<R: BufRead> Frames<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, decoder: Box::default(), dictionary: None, within: false }
    }

    /// Begins the next frame; false where there is none.
    fn begin(&mut self) -> Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.init(&mut self.source) {
                Ok(()) => {
                    if let Some(dictionary) = self.dictionary {
                        self.decoder.force_dict(dictionary).map_err(|_| damaged())?;
                    }
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    magic_number,
                    length,
                })) => self.pass_over(magic_number, length.into())?,
                Err(FrameDecoderError::DictNotProvided { dict_id }) => {
                    let why =
                        format!("it needs the Zstandard dictionary {dict_id}, which is not in it");
                    return Err(Error::other(why));
                }
                Err(_) => return Err(damaged()),
            }
        }
        Ok(false)
    }

    /// A frame that holds nothing of the file: it may hold the dictionary.
    fn pass_over(&mut self, magic: u32, length: u64) -> Result<()> {
        let mut frame = (&mut self.source).take(length);
        if magic == DICTIONARY && length <= MOST_DICTIONARY {
            let mut bytes = Vec::new();
            frame.read_to_end(&mut bytes)?;
            let dictionary = dictionary(bytes)?;
            self.dictionary = Some(dictionary.id);
            return self.decoder.add_dict(dictionary).map_err(|_| damaged());
        }
        copy(&mut frame, &mut sink())?;
        Ok(())
    }

    /// The checksum is the end of a frame: what was read so far was wrong if it does not hold.
    fn end(&mut self) -> Result<()> {
        self.within = false;
        let said = self.decoder.get_checksum_from_data();
        if said.is_some() && said != self.decoder.get_calculated_checksum() {
            return Err(Error::other("its checksum does not hold"));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        while !into.is_empty() {
            if !self.within {
                self.within = self.begin()?;
                if !self.within {
                    return Ok(0);
                }
            }
            if self.decoder.can_collect() > 0 {
                return self.decoder.read(into);
            }
            if self.decoder.is_finished() {
                self.end()?;
                continue;
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&mut self.source, one).map_err(|_| damaged())?;
        }
        Ok(0)
    }
}

/// The dictionary that a frame holds, which may be packed itself.
fn dictionary(held: Vec<u8>) -> Result<Dictionary> {
    let mut bytes = held;
    if bytes.starts_with(&FRAME) {
        let mut unpacked = Vec::new();
        // One frame and no more: a dictionary in it would be read by itself, as deep as somebody cares to pack it.
        let frame = StreamingDecoder::new(bytes.as_slice()).map_err(|_| damaged())?;
        frame.take(MOST_DICTIONARY + 1).read_to_end(&mut unpacked)?;
        bytes = unpacked;
    }
    if bytes.len() as u64 > MOST_DICTIONARY {
        return Err(Error::other(format!("its dictionary is larger than {MOST_DICTIONARY} bytes")));
    }
    let wrong = |_| Error::other("what stands where its dictionary should be is none");
    Dictionary::decode_dict(&bytes).map_err(wrong)
}

/// What the decoder says is of its own insides.
fn damaged() -> Error {
    Error::other("this is no sound Zstandard")
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::Frames;

    /// Two frames of stored blocks with one between them that is to be skipped (RFC 8878, 3.1).
    fn packed() -> Vec<u8> {
        let frame = |text: &[u8]| {
            let size = u8::try_from(text.len()).unwrap();
            // One segment, its size in a byte; then the last block, stored: its size is in the upper bits.
            let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x20, size, size << 3 | 1, 0, 0];
            frame.extend(text);
            frame
        };
        let skipped = [0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        [&frame(b"vetting ")[..], &skipped, &frame(b"backlog")].concat()
    }

    fn unpacked(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut all = Vec::new();
        Frames::new(BufReader::new(bytes)).read_to_end(&mut all)?;
        Ok(all)
    }

    #[test]
    fn all_frames_are_one_file() {
        assert_eq!(unpacked(&packed()).unwrap(), b"vetting backlog");
        assert_eq!(unpacked(b"").unwrap(), b"");
    }

    #[test]
    fn what_is_cut_or_no_frame_is_an_error() {
        let packed = packed();
        assert!(unpacked(&packed[..packed.len() - 2]).is_err());
        assert!(unpacked(b"plain text").is_err());
        assert!(unpacked(&[&packed[..], b"more"].concat()).is_err());
    }
}
